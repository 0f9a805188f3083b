package io.deskloom.connector;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Hosts in exactly one spelling: names of letters, digits and hyphens, four decimal numbers, or version 6 in brackets. Resolvers
 * take many more ({@code 127.1}, {@code 0x7f000001}, {@code 017700000001}), each a way past a check that reads them otherwise.
 */
final class Hosts {
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile("(" + LABEL + "\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern QUAD = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-f:]{1,39}(:" + BYTE + "(\\." + BYTE + "){3})?");
    private static final int LONGEST_NAME = 253;

    private Hosts() {}

    /** Whether it is a host in the one spelling there is. */
    static boolean isHost(String host) {
        return isName(host) || literal(host).isPresent();
    }

    static boolean isName(String host) {
        return host.length() <= LONGEST_NAME && NAME.matcher(host).matches();
    }

    /** The address a host of an address is, "[::1]" or "127.0.0.1"; empty for a name. */
    static Optional<InetAddress> literal(String host) {
        boolean six = host.startsWith("[") && host.endsWith("]");
        return address(six ? host.substring(1, host.length() - 1) : host)
                .filter(bytes -> six == (bytes.length == 16 || host.contains(":")))
                .map(Hosts::inet);
    }

    /** The bytes of an address without brackets; version 4 inside version 6 comes as 4. */
    static Optional<byte[]> address(String text) {
        if (!QUAD.matcher(text).matches()
                && !(text.contains(":") && V6.matcher(text).matches())) {
            return Optional.empty();
        }
        try {
            // Neither form is looked up: both are addresses already.
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static InetAddress inet(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
