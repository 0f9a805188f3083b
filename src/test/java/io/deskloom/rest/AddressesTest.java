package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/tickets",
                "/api/v1/tickets?filter=a%20%3D%3D%20%22%E6%B0%B4%22&sort=-updated",
                "/a%41",
                "*",
                "/?q=%F0%9F%98%80",
                "/?q=100%25"
            })
    void textIs(String uri) {
        assertThat(Addresses.isText(uri)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/list?filter=a%20||%20b^c, /list?filter=a%20%7C%7C%20b%5Ec",
        "/a[0]{x}?f=a[0]{x}, /a%5B0%5D%7Bx%7D?f=a[0]%7Bx%7D",
        "/a?q=`<>`, /a?q=%60%3C%3E%60",
        "/a?q=%7C&r=1%, /a?q=%7C&r=1%"
    })
    void whatBrowsersSendRawIsEscaped(String sent, String uri) {
        assertThat(Addresses.escaped(sent)).isEqualTo(uri);
        assertThat(Addresses.escaped(uri)).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%00",
                "/?q=a%00b",
                "/?q=%FF",
                "/?q=%C0%AF",
                "/?q=%ED%A0%80",
                "/?q=%E6%B0",
                "/?q=%",
                "/?q=%4",
                "/?q=%zz",
                "/?q=%u0041",
                "/?q=\u6c34"
            })
    void otherBytesAreNot(String uri) {
        assertThat(Addresses.isText(uri)).isFalse();
    }
}
