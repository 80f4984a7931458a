<?php
// SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
// PHP's https and tls streams: client.php HOST PORT CAFILE VERSION|- PEM|- KEY|-
error_reporting(E_ALL);
ini_set('display_errors', 'stderr');
ini_set('html_errors', '0');
ini_set('default_socket_timeout', '10');
[, $host, $port, $ca, $version, $cert, $key] = $argv;
$methods = [
	'-' => STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT | STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT,
	'1.2' => STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT,
	'1.3' => STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT,
];
$ssl = [
	'cafile' => $ca, 'peer_name' => $host, 'crypto_method' => $methods[$version], 'capture_peer_cert' => true,
	'capture_peer_cert_chain' => true, 'alpn_protocols' => 'http/1.1', 'verify_depth' => 5,
];
if ($cert !== '-') {
	$ssl += ['local_cert' => $cert, 'local_pk' => $key];
}
$http = ['header' => "Host: $host\r\nConnection: close\r\n", 'ignore_errors' => true];
$context = stream_context_create(['ssl' => $ssl, 'http' => $http]);
$body = file_get_contents("https://127.0.0.1:$port/", false, $context);
if ($body === false) {
	exit(1);
}
echo json_encode(['status' => $http_response_header[0], 'body' => $body]), "\n";
$post = stream_context_create(['ssl' => $ssl, 'http' => ['method' => 'POST', 'content' => str_repeat('x', 1000000)] + $http]);
file_get_contents("https://127.0.0.1:$port/up", false, $post);
echo json_encode(['uploaded' => $http_response_header[0]]), "\n";
$s = stream_socket_client("tls://127.0.0.1:$port", $errno, $errstr, 10, STREAM_CLIENT_CONNECT, $context);
if ($s === false) {
	exit(1);
}
fwrite($s, "GET / HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n");
$text = stream_get_contents($s);
$given = stream_context_get_options($s)['ssl'];
$chain = array_map(fn($c) => openssl_x509_parse($c)['subject']['CN'] ?? '', $given['peer_certificate_chain']);
echo json_encode(['crypto' => stream_get_meta_data($s)['crypto'], 'chain' => $chain, 'line' => strtok($text, "\r")]), "\n";
preg_match_all('~/\S*libssl\.so\S*~', file_get_contents('/proc/self/maps'), $found);
echo json_encode(['libssl' => array_values(array_unique($found[0]))], JSON_UNESCAPED_SLASHES), "\n";
