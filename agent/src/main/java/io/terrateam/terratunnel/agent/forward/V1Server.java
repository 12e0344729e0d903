package io.terrateam.terratunnel.agent.forward;

/// What an agent knows of a server that speaks version 1.
///
/// @param scheme `http` or `https`: how visitors most likely come
/// @param hostname the tunnel's public host, with its port where that is not the usual one
/// @param exact whether it is one of ours, which leaves paths percent-encoded and never sends a
///   request twice; the original decodes paths and repeats what is not answered in time
public record V1Server(String scheme, String hostname, boolean exact) {

    /// The public URL.
    public String publicUrl() {
        return scheme + "://" + hostname;
    }
}
