# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
# Ruby's net/https: client.rb HOST PORT CAFILE VERSION|- PEM|- KEY|-
# Two connections, the second with the session of the first, and what ruby says of them.
require "net/https"
require "json"

host, port, ca, version, cert, key = ARGV
session = nil
2.times do
  http = Net::HTTP.new(host, port.to_i, nil)
  http.ipaddr = "127.0.0.1"
  http.use_ssl = true
  http.verify_mode = OpenSSL::SSL::VERIFY_PEER
  http.ca_file = ca
  http.min_version = http.max_version = "TLS#{version.sub('.', '_')}".to_sym unless version == "-"
  http.open_timeout = http.read_timeout = 10
  unless cert == "-"
    chain = OpenSSL::X509::Certificate.load_file(cert)
    http.cert = chain[0]
    http.extra_chain_cert = chain[1..]
    http.key = OpenSSL::PKey.read(File.read(key))
  end
  http.instance_variable_set(:@ssl_session, session)
  begin
    http.start
    answer = http.get("/")
    s = http.instance_variable_get(:@socket).io
    puts JSON.generate(
      status: answer.code, protocol: s.ssl_version, cipher: s.cipher, verify: s.verify_result, peer: http.peer_cert.subject.to_s,
      chain: s.peer_cert_chain.map { |c| c.subject.to_s }, group: s.tmp_key.class.to_s, reused: s.session_reused?, state: s.state,
      finished: [s.finished_message.size, s.peer_finished_message.size], body: answer.body
    )
    up = http.post("/up", "x" * 1_000_000)
    puts JSON.generate(uploaded: up.code)
    session = http.instance_variable_get(:@ssl_session)
    http.finish
  rescue StandardError => e
    warn "#{e.class}: #{e.message}"
    exit 1
  end
end
puts JSON.generate(libssl: File.read("/proc/self/maps").scan(%r{/\S*libssl\.so\S*}).uniq)
