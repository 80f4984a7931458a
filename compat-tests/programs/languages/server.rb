# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
# Ruby's OpenSSL::SSL::SSLServer: server.rb PORT PEM KEY CAFILE|- ; with a CAFILE it wants a client certificate.
require "openssl"
require "socket"
require "json"

port, cert, key, ca = ARGV
chain = OpenSSL::X509::Certificate.load_file(cert)
ctx = OpenSSL::SSL::SSLContext.new
ctx.add_certificate(chain[0], OpenSSL::PKey.read(File.read(key)), chain[1..])
ctx.min_version = OpenSSL::SSL::TLS1_2_VERSION
ctx.session_id_context = "teasel"
unless ca == "-"
  ctx.ca_file = ca
  ctx.verify_mode = OpenSSL::SSL::VERIFY_PEER | OpenSSL::SSL::VERIFY_FAIL_IF_NO_PEER_CERT
end
second = OpenSSL::SSL::SSLContext.new
chain2 = OpenSSL::X509::Certificate.load_file(File.join(File.dirname(cert), "p384.pem"))
second.add_certificate(chain2[0], OpenSSL::PKey.read(File.read(File.join(File.dirname(cert), "p384.key"))), chain2[1..])
ctx.servername_cb = ->((_, name)) { name == "p384.test" ? second : nil }
tcp = TCPServer.new("127.0.0.1", port.to_i)
server = OpenSSL::SSL::SSLServer.new(tcp, ctx)
server.start_immediately = false
$stdout.sync = true
loop do
  s = server.accept
  Thread.new do
    s.accept
    length = 0
    while (line = s.gets&.chomp) && !line.empty?
      length = Regexp.last_match(1).to_i if line =~ /^content-length: (\d+)/i
    end
    n = length.positive? ? s.read(length).size : 0
    dn = s.peer_cert&.subject&.to_a&.dig(0, 1)
    body = JSON.generate(protocol: s.ssl_version, cipher: s.cipher[0], sni: s.hostname, reused: s.session_reused?, dn: dn, n: n)
    s.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: #{body.size}\r\n\r\n#{body}")
    s.close
  rescue StandardError => e
    puts "refused: #{e.class}: #{e.message}"
    s.to_io.close
  end
end
