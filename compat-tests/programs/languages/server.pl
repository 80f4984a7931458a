# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
# Perl's IO::Socket::SSL: server.pl PORT PEM KEY CAFILE|- ; with a CAFILE it wants a client certificate.
use strict;
use warnings;
use File::Basename;
use IO::Socket::SSL;
use JSON::PP;

$| = 1;
my ($port, $cert, $key, $ca) = @ARGV;
my $dir = dirname($cert);
my %wants = $ca eq "-" ? () : (SSL_verify_mode => SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, SSL_ca_file => $ca);
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port, Listen => 20, ReuseAddr => 1) or die "listen: $!";
my $ctx = IO::Socket::SSL::SSL_Context->new(
	SSL_server => 1, SSL_cert_file => {"" => $cert, "p384.test" => "$dir/p384.pem"},
	SSL_key_file => {"" => $key, "p384.test" => "$dir/p384.key"}, %wants,
) or die "context: $SSL_ERROR";
while (1) {
	my $tcp = $server->accept or next;
	my $s = IO::Socket::SSL->start_SSL($tcp, SSL_server => 1, SSL_reuse_ctx => $ctx, Timeout => 10);
	if (!$s) {
		print "refused: $SSL_ERROR\n";
		next;
	}
	my $length = 0;
	while (my $line = <$s>) {
		$line =~ s/\r?\n$//;
		last if $line eq "";
		$length = $1 if $line =~ /^content-length: (\d+)/i;
	}
	my $n = 0;
	while ($n < $length and my $got = read($s, my $block, $length - $n)) {
		$n += $got;
	}
	my $answer = JSON::PP->new->canonical->encode({
		protocol => $s->get_sslversion =~ tr/_/./r, cipher => $s->get_cipher, sni => scalar $s->get_servername, n => $n,
		reused => $s->get_session_reused ? JSON::PP::true : JSON::PP::false, dn => scalar $s->peer_certificate("commonName"),
	});
	print $s "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ", length($answer), "\r\n\r\n$answer";
	$s->close;
}
