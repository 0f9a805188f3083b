package io.deskloom.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where calls may go, before anything is looked up: the spellings, the ports, and the addresses. */
class OutgoingPolicyTest {
    private static final OutgoingPolicy STRICT = new OutgoingPolicy(List.of(), List.of());

    private static String code(OutgoingPolicy policy, String url) {
        return policy.refusal(url).orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://example.com/a/b?c=d",
                "https://EXAMPLE.com:443/",
                "https://xn--fiqs8s.example/hook",
                "https://8.8.8.8/hook",
                "https://[2606:4700::1111]/hook"
            })
    void httpsAtPublicPlacesMayBeCalled(String url) {
        assertThat(code(STRICT, url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // One number for the whole address, octal, hexadecimal, fewer parts: all of them mean 127.0.0.1 to some
                // resolver.
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://017700000001/",
                "https://127.1/",
                "https://127.0.1/",
                "https://127.0.0.01/",
                "https://127.0.0.1./",
                "https://example.0x7f/",
                "https://1.2.3.4.5/",
                "https://256.0.0.1/",
                "https://①②⑦.0.0.1/",
                "https://127。0。0。1/",
                "https://[::1%25lo]/",
                "https://[::ffff:0x7f.0.0.1]/",
                "https://user:pass@example.com/",
                "https://example.com@127.0.0.1/",
                "https://example.com\\@127.0.0.1/",
                "https://example.com#@127.0.0.1/",
                "https://exa mple.com/",
                "https://example.com/\r\nHost: inside",
                "https:///etc/passwd",
                "https://",
                "https:example.com",
                "//example.com/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "ftp://example.com/",
                "jar:https://example.com/!/",
                "https://example..com/",
                "https://-example.com/",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://example.com:443:80/",
                ""
            })
    void whatIsNotAnAddressInTheOneSpellingIsNone(String url) {
        assertThat(code(STRICT, url)).isEqualTo("url-invalid");
    }

    @Test
    void anAddressHasABoundedLength() {
        assertThat(code(STRICT, "https://example.com/" + "a".repeat(2_028))).isEmpty();
        assertThat(code(STRICT, "https://example.com/" + "a".repeat(2_029))).isEqualTo("url-invalid");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/, scheme-forbidden",
        "http://8.8.8.8/, scheme-forbidden",
        "https://example.com:8443/, port-forbidden",
        "https://example.com:22/, port-forbidden",
        "https://example.com:80/, port-forbidden"
    })
    void plainHttpAndOtherPortsAreTheOperatorsToAllow(String url, String code) {
        assertThat(code(STRICT, url)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "168.63.129.16",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "[::]",
                "[::1]",
                "[::127.0.0.1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:10.0.0.1]",
                "[::ffff:a9fe:a9fe]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b:1::1]",
                "[100::1]",
                "[2001::1]",
                "[2001:db8::1]",
                "[2002:7f00:1::]",
                "[3fff::1]",
                "[fc00::1]",
                "[fd00:ec2::254]",
                "[fe80::1]",
                "[fec0::1]",
                "[ff02::1]"
            })
    void whatIsNotPublicIsNotCalled(String host) {
        assertThat(code(STRICT, "https://" + host + "/")).isEqualTo("address-forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "223.255.255.255",
                "[2001:200::1]",
                "[2a00::1]"
            })
    void whatStandsBesideItIs(String host) {
        assertThat(code(STRICT, "https://" + host + "/")).isEmpty();
    }

    @Test
    void theOperatorOpensOriginsAndNetworksTogether() throws Exception {
        OutgoingPolicy policy = new OutgoingPolicy(
                List.of(Origin.parse("http://erp.intern:8080").orElseThrow()),
                List.of(Network.parse("10.20.0.0/16").orElseThrow()));
        Origin erp = Origin.parse("http://erp.intern:8080").orElseThrow();
        Origin other = Origin.parse("https://example.com").orElseThrow();
        InetAddress inside = InetAddress.getByName("10.20.3.4");

        assertThat(code(policy, "http://erp.intern:8080/x")).isEmpty();
        assertThat(code(policy, "http://erp.intern/x")).isEqualTo("scheme-forbidden");
        assertThat(code(policy, "http://erp.intern.example.com:8080/x")).isEqualTo("scheme-forbidden");
        assertThat(policy.allows(erp, inside)).isTrue();
        assertThat(policy.allows(erp, InetAddress.getByName("10.21.3.4"))).isFalse();
        // Somebody's name that leads to the ERP's network is not the ERP.
        assertThat(policy.allows(other, inside)).isFalse();
    }

    @Test
    void someAddressesNobodyMayAllow() throws Exception {
        OutgoingPolicy all = new OutgoingPolicy(
                List.of(Origin.parse("http://inside.intern:*").orElseThrow()),
                List.of(
                        Network.parse("0.0.0.0/0").orElseThrow(),
                        Network.parse("::/0").orElseThrow()));
        Origin inside = Origin.parse("http://inside.intern").orElseThrow();
        for (String never : List.of(
                "169.254.169.254",
                "224.0.0.1",
                "0.0.0.0",
                "fe80::1",
                "fd00:ec2::254",
                "100.100.100.200",
                "::ffff:169.254.169.254")) {
            assertThat(all.allows(inside, InetAddress.getByName(never)))
                    .as(never)
                    .isFalse();
        }
        assertThat(all.allows(inside, InetAddress.getByName("10.0.0.1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "erp.intern",
                "http://",
                "ftp://erp.intern",
                "http://erp.intern/path",
                "http://127.1",
                "http://erp.intern:99999",
                "http://*"
            })
    void anOriginIsReadStrictly(String text) {
        assertThat(Origin.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0/8",
                "010.0.0.0/8",
                "erp.intern/8",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "fd00::/129",
                ""
            })
    void aNetworkIsReadStrictly(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }
}
