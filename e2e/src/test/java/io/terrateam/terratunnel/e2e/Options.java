package io.terrateam.terratunnel.e2e;

/// Variables of the options that tests set, in one place.
final class Options {
    static final String RESPONSE_HEAD_TIMEOUT = "TERRATUNNEL_RESPONSE_TIMEOUT";
    static final String HEAD_TIMEOUT = "TERRATUNNEL_HEAD_TIMEOUT";
    static final String IDLE_TIMEOUT = "TERRATUNNEL_IDLE_TIMEOUT";
    static final String BODY_IDLE_TIMEOUT = "TERRATUNNEL_REQUEST_BODY_TIMEOUT";
    static final String WRITE_TIMEOUT = "TERRATUNNEL_WRITE_TIMEOUT";
    static final String HOLD_TIMEOUT = "TERRATUNNEL_HOLD_TIMEOUT";
    static final String LINK_TIMEOUT = "TERRATUNNEL_LINK_TIMEOUT";
    static final String MAX_REQUEST_SIZE = "TERRATUNNEL_MAX_REQUEST_SIZE";
    static final String MAX_RESPONSE_SIZE = "TERRATUNNEL_MAX_RESPONSE_SIZE";
    static final String MAX_EXCHANGES = "TERRATUNNEL_MAX_EXCHANGES";
    static final String MAX_HELD = "TERRATUNNEL_MAX_HELD";
    static final String MAX_LINK_REQUESTS = "TERRATUNNEL_MAX_LINK_REQUESTS";
    static final String DRAIN_TIMEOUT = "TERRATUNNEL_DRAIN_TIMEOUT";
    static final String API_KEY = "TERRATUNNEL_API_KEY";

    private Options() {}

    static String seconds(int seconds) {
        return seconds + "s";
    }
}
