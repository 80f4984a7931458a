// SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
// Node's https server: server.js PORT PEM KEY CAFILE|- ; with a CAFILE it wants a client certificate.
// The name p384.test has a context of its own (p384.pem beside PEM). It answers with what node says of the connection.
'use strict';
const https = require('https');
const fs = require('fs');
const path = require('path');

const [port, cert, key, ca] = process.argv.slice(2);
const options = {cert: fs.readFileSync(cert), key: fs.readFileSync(key), minVersion: 'TLSv1.2'};
if (ca !== '-') {
	Object.assign(options, {ca: fs.readFileSync(ca), requestCert: true, rejectUnauthorized: true});
}
const server = https.createServer(options, (request, response) => {
	const s = request.socket;
	let n = 0;
	request.on('data', (d) => { n += d.length; });
	request.on('end', () => {
		const dn = ca === '-' ? null : s.getPeerCertificate().subject.CN;
		const answer = {protocol: s.getProtocol(), cipher: s.getCipher().standardName, sni: s.servername, reused: s.isSessionReused(), dn, n};
		response.end(JSON.stringify(answer));
	});
});
const beside = (name) => fs.readFileSync(path.join(path.dirname(cert), name));
server.addContext('p384.test', {cert: beside('p384.pem'), key: beside('p384.key')});
server.on('tlsClientError', (e) => console.log('refused:', e.code, e.message));
server.listen(Number(port), '127.0.0.1');
