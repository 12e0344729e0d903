package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.login.Caller;
import java.util.Optional;

/// A program that asks for a key. Nothing of it is remembered: it is in the page's address, and
/// judged anew each time.
///
/// @param client who asks
/// @param caller where the browser goes afterwards
/// @param challenge PKCE's, S256; without one the key itself goes back
/// @param name what to call the key
public record HandoverRequest(
        Client client, Caller caller, Optional<String> challenge, String name) {

    /// Who asks for keys.
    public enum Client {
        /// `terratunnel login`, always with PKCE.
        CLI("cli", "The terratunnel command line"),
        /// The set-up wizard, or another program that speaks as it does.
        SETUP("setup", "The set-up wizard");

        private final String word;
        private final String label;

        Client(String word, String label) {
            this.word = word;
            this.label = label;
        }

        /// The word in addresses.
        public String word() {
            return word;
        }

        /// What to call it for people.
        public String label() {
            return label;
        }
    }
}
