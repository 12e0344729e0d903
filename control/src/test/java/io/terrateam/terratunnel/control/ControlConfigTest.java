package io.terrateam.terratunnel.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlConfigTest {
    @ParameterizedTest
    @CsvSource({
        "https://tunnel.example.com,      https://tunnel.example.com",
        "https://Tunnel.Example.com:443,  https://tunnel.example.com",
        "https://tunnel.example.com:8443, https://tunnel.example.com:8443",
        "https://tunnel.example.com:80,   https://tunnel.example.com:80",
        "http://localhost:80,             http://localhost",
        "http://localhost:8000,           http://localhost:8000",
        "http://[::1]:8000,               http://[::1]:8000",
        "http://my_host:8000,             http://my_host:8000",
    })
    void originIsAsBrowsersWriteIt(String publicUrl, String origin) {
        assertThat(ControlConfig.at(URI.create(publicUrl)).origin()).isEqualTo(origin);
    }
}
