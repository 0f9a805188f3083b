package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
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
