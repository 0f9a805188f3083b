package io.deskloom.connector;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses, as in "10.20.0.0/16".
 *
 * @param prefix 4 or 16 bytes
 * @param bits how many of them count
 */
public record Network(byte[] prefix, int bits) {
    /**
     * What is not the public internet, by the registries of special-purpose addresses (IANA, RFC 6890), and the addresses at which
     * clouds serve credentials to whoever asks. Of version 6 only 2000::/3 is public at all.
     */
    private static final List<Network> SPECIAL = all(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "168.63.129.16/32",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");

    private static final Network PUBLIC_6 = of("2000::/3");

    /** What nobody may allow: the link's own, many receivers, and where clouds serve credentials. */
    private static final List<Network> NEVER = all(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/4",
            "255.255.255.255/32",
            "100.100.100.200/32",
            "168.63.129.16/32",
            "192.0.0.192/32",
            "::/128",
            "fe80::/10",
            "ff00::/8",
            "fd00:ec2::254/128");

    public Network {
        if ((prefix.length != 4 && prefix.length != 16) || bits < 0 || bits > prefix.length * 8) {
            throw new IllegalArgumentException("no network");
        }
        prefix = prefix.clone();
    }

    @Override
    public byte[] prefix() {
        return prefix.clone();
    }

    /** Reads "10.20.0.0/16", "fd12::/48" or a single address; empty for anything else. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        return Hosts.address(slash < 0 ? text : text.substring(0, slash)).flatMap(address -> {
            int most = address.length * 8;
            String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
            return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= most
                    ? Optional.of(new Network(address, Integer.parseInt(bits)))
                    : Optional.empty();
        });
    }

    private static Network of(String text) {
        return parse(text).orElseThrow();
    }

    private static List<Network> all(String... texts) {
        return Arrays.stream(texts).map(Network::of).toList();
    }

    public boolean contains(InetAddress address) {
        return contains(plain(address.getAddress()));
    }

    private boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((address[i / 8] & mask) != (prefix[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Whether anybody on the internet could be meant by it. */
    static boolean isPublic(InetAddress address) {
        byte[] plain = plain(address.getAddress());
        return SPECIAL.stream().noneMatch(n -> n.contains(plain)) && (plain.length == 4 || PUBLIC_6.contains(plain));
    }

    /** Whether it may not be called whatever the operator says. */
    static boolean isNever(InetAddress address) {
        byte[] plain = plain(address.getAddress());
        return NEVER.stream().anyMatch(n -> n.contains(plain));
    }

    /** Version 4 inside version 6 ({@code ::ffff:127.0.0.1}) is version 4. */
    private static byte[] plain(byte[] address) {
        boolean mapped = address.length == 16 && address[10] == -1 && address[11] == -1;
        for (int i = 0; mapped && i < 10; i++) {
            mapped = address[i] == 0;
        }
        return mapped ? Arrays.copyOfRange(address, 12, 16) : address;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network(byte[] p, int b) && bits == b && Arrays.equals(prefix, p);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(prefix) + bits;
    }
}
