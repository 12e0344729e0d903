package io.terrateam.terratunnel.webhook.verdict;

/// How a secret has to be taken for a signature to fit, other than its provider documents.
public enum SecretForm {
    /// Spaces or line ends around it are not part of it.
    WITHOUT_BLANKS("without the spaces or line ends around it"),
    /// Quotes around it are not part of it.
    WITHOUT_QUOTES("without the quotes around it"),
    /// `whsec_` is not part of it.
    WITHOUT_PREFIX("without its prefix"),
    /// It is Base64 of the key.
    BASE64_DECODED("decoded from Base64"),
    /// It is hexadecimal of the key.
    HEX_DECODED("decoded from hexadecimal"),
    /// Its characters are the key.
    AS_TEXT("as plain text, not decoded");

    private final String meaning;

    SecretForm(String meaning) {
        this.meaning = meaning;
    }

    /// In a few words, to stand behind "the signature fits if the secret is taken".
    public String meaning() {
        return meaning;
    }
}
