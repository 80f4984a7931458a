// SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
// Node over https and tls: client.js HOST PORT CAFILE VERSION|- PEM|- KEY|-
// Two requests through one agent, the second with the session of the first, and what node says of the connection.
'use strict';
const https = require('https');
const tls = require('tls');
const fs = require('fs');

const [host, port, ca, version, cert, key] = process.argv.slice(2);
const options = {host: '127.0.0.1', port, servername: host, ca: fs.readFileSync(ca), ALPNProtocols: ['http/1.1']};
if (version !== '-') {
	options.minVersion = options.maxVersion = 'TLSv' + version;
}
if (cert !== '-') {
	options.cert = fs.readFileSync(cert);
	options.key = fs.readFileSync(key);
}

function fail(e) {
	console.error(e.code, e.message, e.reason, e.library);
	process.exit(1);
}

function facts(s) {
	const peer = s.getPeerCertificate(true);
	return {
		authorized: s.authorized, protocol: s.getProtocol(), cipher: s.getCipher(), alpn: s.alpnProtocol,
		group: s.getEphemeralKeyInfo(), peer: peer.subject?.CN, names: peer.subjectaltname, issuer: peer.issuerCertificate?.subject?.CN,
		fingerprint: peer.fingerprint256, finished: [s.getFinished().length, s.getPeerFinished().length], sigalgs: s.getSharedSigalgs(),
		exported: s.exportKeyingMaterial(32, 'EXPORTER-teasel').length, reused: s.isSessionReused(),
	};
}

const agent = new https.Agent({keepAlive: false});

function get(then) {
	const r = https.get({...options, path: '/', headers: {Host: host}, agent}, (answer) => {
		const s = answer.socket;
		const line = {status: answer.statusCode, ...facts(s), body: ''};
		answer.setEncoding('utf8');
		answer.on('data', (d) => { line.body += d; });
		answer.on('end', () => { console.log(JSON.stringify(line)); });
		s.on('close', then);
	});
	r.on('error', fail);
}

function upload() {
	// tls alone, a megabyte up; what comes back says how much arrived.
	const s = tls.connect(options, () => {
		s.write(`POST /up HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n`);
		s.end('x'.repeat(1000000));
	});
	let text = '';
	s.setEncoding('utf8');
	s.on('data', (d) => { text += d; });
	s.on('end', () => console.log(JSON.stringify({uploaded: text.split('\r\n')[0]})));
	s.on('close', () => {
		const maps = fs.readFileSync('/proc/self/maps', 'utf8');
		console.log(JSON.stringify({libssl: [...new Set(maps.match(/\/\S*libssl\.so\S*/g))]}));
	});
	s.on('error', fail);
}

get(() => get(upload));
