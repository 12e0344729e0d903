package io.terrateam.terratunnel.agent;

import io.terrateam.terratunnel.agent.link.LinkVersions;
import io.terrateam.terratunnel.agent.link.ProxyRules;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that an agent needs to know, validated and read once.
///
/// @param serverUrl where the server is: `ws`, `wss`, `http` or `https` with a host, no path
/// @param origin the local endpoint that every exchange goes to
/// @param apiKey the key, or null to ask for an anonymous tunnel; never printed
/// @param trust a PEM file whose certificates are trusted for `wss` instead of the system's, if
///   present
/// @param pool whether this agent shares its tunnel's traffic with other links instead of taking
///   over
/// @param maxConnectTries how many failed tries in a row end the agent; 0 means it goes on for ever
/// @param originTimeout how long the origin may take until its response head
/// @param limits sizes and numbers
/// @param version the product's version and this system, for `User-Agent`: `1.0.0 (linux; amd64)`
/// @param proxies which proxy leads to the server, if any
/// @param bodyChecks whether long bodies are held against a digest
/// @param linkVersions which versions of the link may be spoken
public record AgentConfig(
        URI serverUrl,
        OriginAddress origin,
        @Nullable ApiKey apiKey,
        Optional<Path> trust,
        boolean pool,
        int maxConnectTries,
        Duration originTimeout,
        Duration drainTimeout,
        HostHeader hostHeader,
        OriginTrust originTrust,
        AgentLimits limits,
        String version,
        ProxyRules proxies,
        BodyChecks bodyChecks,
        LinkVersions linkVersions) {

    /// Refuses what can't work, with the option's name.
    public AgentConfig {
        if (maxConnectTries < 0) {
            throw new IllegalArgumentException(
                    "maxConnectTries: " + maxConnectTries + " (expected: >= 0)");
        }
        if (originTimeout.isNegative() || originTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "originTimeout: " + originTimeout + " (expected: > 0)");
        }
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "drainTimeout: " + drainTimeout + " (expected: >= 0)");
        }
    }

    /// Whether both ends hash long bodies and compare.
    public enum BodyChecks {
        /// Where nothing else would notice an altered body: on links without TLS that leave this
        /// machine.
        AUTO,
        /// On every link.
        ON,
        /// On none.
        OFF
    }

    /// The bearer key; its `toString` never shows it.
    ///
    /// @param reveal the key itself
    public record ApiKey(String reveal) {
        @Override
        public String toString() {
            return "[redacted]";
        }
    }

    /// Which `Host` the origin sees.
    public sealed interface HostHeader {
        /// The visitor's own.
        record Visitor() implements HostHeader {}

        /// The origin's own address (`--host-header rewrite`).
        record Rewrite() implements HostHeader {}

        /// A value of the user's.
        record Fixed(String value) implements HostHeader {}
    }

    /// How an `https` origin's certificate is judged: loopback is never verified, others by default
    /// are.
    ///
    /// @param insecure accept anything (`--local-insecure`)
    /// @param ca a PEM file with the authorities to trust, if present (`--local-ca`)
    public record OriginTrust(boolean insecure, Optional<Path> ca) {}

    /// Sizes and numbers of an agent.
    ///
    /// @param maxResponseBytes largest response body in bytes; 0 means none
    /// @param maxConcurrentExchanges how many exchanges it takes at once
    public record AgentLimits(long maxResponseBytes, int maxConcurrentExchanges) {
        /// Refuses what can't work.
        public AgentLimits {
            if (maxResponseBytes < 0) {
                throw new IllegalArgumentException(
                        "maxResponseBytes: " + maxResponseBytes + " (expected: >= 0)");
            }
            if (maxConcurrentExchanges < 1) {
                throw new IllegalArgumentException(
                        "maxConcurrentExchanges: " + maxConcurrentExchanges + " (expected: >= 1)");
            }
        }
    }
}
