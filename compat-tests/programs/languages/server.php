<?php
// SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
// PHP's tls:// server streams: server.php PORT PEM KEY CAFILE|- ; with a CAFILE it wants a client certificate.
error_reporting(E_ALL);
ini_set('display_errors', 'stdout');
ini_set('html_errors', '0');
[, $port, $cert, $key, $ca] = $argv;
$dir = dirname($cert);
$ssl = [
	'local_cert' => $cert, 'local_pk' => $key, 'crypto_method' => STREAM_CRYPTO_METHOD_TLSv1_2_SERVER | STREAM_CRYPTO_METHOD_TLSv1_3_SERVER,
	'SNI_server_certs' => ['p384.test' => ['local_cert' => "$dir/p384.pem", 'local_pk' => "$dir/p384.key"]],
];
if ($ca !== '-') {
	$ssl += ['verify_peer' => true, 'verify_peer_name' => false, 'cafile' => $ca, 'verify_depth' => 5, 'capture_peer_cert' => true];
} else {
	$ssl += ['verify_peer' => false];
}
$context = stream_context_create(['ssl' => $ssl]);
$server = stream_socket_server("tcp://127.0.0.1:$port", $errno, $errstr, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $context);
if ($server === false) {
	fwrite(STDERR, "$errstr\n");
	exit(1);
}
while (true) {
	$s = stream_socket_accept($server, 60);
	if ($s === false) {
		continue;
	}
	stream_set_timeout($s, 10);
	if (stream_socket_enable_crypto($s, true) !== true) {
		echo "refused\n";
		fclose($s);
		continue;
	}
	$length = 0;
	while (($line = rtrim((string) fgets($s))) !== '') {
		if (preg_match('/^content-length: (\d+)/i', $line, $m)) {
			$length = (int) $m[1];
		}
	}
	$n = $length ? strlen(stream_get_contents($s, $length)) : 0;
	$crypto = stream_get_meta_data($s)['crypto'];
	$given = stream_context_get_options($s)['ssl']['peer_certificate'] ?? null;
	$dn = $given && $ca !== '-' ? openssl_x509_parse($given)['subject']['CN'] : null;
	$body = json_encode(['protocol' => $crypto['protocol'], 'cipher' => $crypto['cipher_name'], 'dn' => $dn, 'n' => $n]);
	fwrite($s, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " . strlen($body) . "\r\n\r\n" . $body);
	fclose($s);
}
