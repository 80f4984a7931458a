# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
# Perl's LWP, then IO::Socket::SSL: client.pl HOST PORT CAFILE VERSION|- PEM|- KEY|-
use strict;
use warnings;
use IO::Socket::SSL;
use LWP::UserAgent;
use JSON::PP;

my ($host, $port, $ca, $version, $cert, $key) = @ARGV;
my $json = JSON::PP->new->canonical;
my %ssl = (SSL_ca_file => $ca, SSL_hostname => $host, SSL_verifycn_name => $host);
$ssl{SSL_version} = "TLSv1_" . substr($version, 2) if $version ne "-";
@ssl{qw(SSL_cert_file SSL_key_file)} = ($cert, $key) if $cert ne "-";

my $ua = LWP::UserAgent->new(timeout => 10, ssl_opts => {verify_hostname => 1, %ssl});
my $answer = $ua->get("https://127.0.0.1:$port/");
if (!$answer->is_success && $answer->code == 500) {
	print STDERR $answer->message, "\n", $answer->decoded_content, "\n";
	exit 1;
}
print $json->encode({
	status => $answer->code, body => $answer->decoded_content, cipher => $answer->header("Client-SSL-Cipher"),
	peer => $answer->header("Client-SSL-Cert-Subject"), issuer => $answer->header("Client-SSL-Cert-Issuer"),
}), "\n";
my $up = $ua->post("https://127.0.0.1:$port/up", Content => "x" x 1_000_000);
print $json->encode({uploaded => $up->code}), "\n";

# Two sockets of one context, which keeps the session; it forgets it when it ends.
my $ctx = IO::Socket::SSL::SSL_Context->new(
	SSL_verify_mode => SSL_VERIFY_PEER, SSL_session_cache_size => 4, SSL_alpn_protocols => ["http/1.1"], %ssl
) or die "context: $SSL_ERROR\n";
for (1, 2) {
	my $s = IO::Socket::SSL->new(
		PeerAddr => "127.0.0.1", PeerPort => $port, SSL_verifycn_scheme => "http", SSL_reuse_ctx => $ctx, Timeout => 10,
		SSL_hostname => $host, SSL_verifycn_name => $host,
	) or die "connect: $SSL_ERROR\n";
	print $s "GET / HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n";
	my $text = join "", <$s>;
	print $json->encode({
		protocol => $s->get_sslversion, cipher => $s->get_cipher, peer => $s->peer_certificate("commonName"), alpn => $s->alpn_selected,
		reused => $s->get_session_reused ? 1 : 0, fingerprint => $s->get_fingerprint, names => [$s->peer_certificate("subjectAltNames")],
		line => $text =~ /^(.*?)\r/,
	}), "\n";
	$s->close;
}
open my $maps, "<", "/proc/self/maps" or die;
my %found = map { m{(/\S*libssl\.so\S*)} ? ($1 => 1) : () } <$maps>;
print $json->encode({libssl => [sort keys %found]}), "\n";
