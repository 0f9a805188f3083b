package io.deskloom.connector;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where calls may go. Without a word of the operator: over https, to port 443, at a public address.
 *
 * @param origins what may be called beside that, also over http and at another port
 * @param networks which addresses that are not public those origins may have; a few nobody may allow
 */
public record OutgoingPolicy(List<Origin> origins, List<Network> networks) {
    /** The longest address, in characters. */
    static final int LONGEST = 2_048;

    public OutgoingPolicy {
        origins = List.copyOf(origins);
        networks = List.copyOf(networks);
    }

    /** An address that may be asked for; its host has not been looked up yet. */
    record Place(Origin origin, String pathAndQuery) {}

    sealed interface Judged {
        record Allowed(Place place) implements Judged {}

        /** @param code why not */
        record Refused(String code) implements Judged {}
    }

    /** What can be said without looking its host up. */
    Judged judge(String url) {
        Optional<Place> place = place(url);
        if (place.isEmpty()) {
            return new Judged.Refused("url-invalid");
        }
        Origin origin = place.get().origin();
        if (isListed(origin)) {
            return new Judged.Allowed(place.get());
        }
        if (!origin.scheme().equals("https")) {
            return new Judged.Refused("scheme-forbidden");
        }
        return origin.port() == 443 ? new Judged.Allowed(place.get()) : new Judged.Refused("port-forbidden");
    }

    /** Why a webhook or connector with this address could never be called; empty when it could. */
    public Optional<String> refusal(String url) {
        return switch (judge(url)) {
            case Judged.Refused(String code) -> Optional.of(code);
            case Judged.Allowed(Place place) ->
                Hosts.literal(place.origin().host())
                        .filter(address -> !allows(place.origin(), address))
                        .map(_ -> "address-forbidden");
        };
    }

    /** Scheme, host and port of an address that is one: all of it that may be shown. */
    public static Optional<Origin> originOf(String url) {
        return place(url).map(Place::origin);
    }

    private boolean isListed(Origin origin) {
        return origins.stream().anyMatch(o -> o.covers(origin));
    }

    /** Whether an origin may have this address. */
    boolean allows(Origin origin, InetAddress address) {
        if (Network.isNever(address)) {
            return false;
        }
        return Network.isPublic(address)
                || (isListed(origin) && networks.stream().anyMatch(n -> n.contains(address)));
    }

    private static Optional<Place> place(String url) {
        if (url.length() > LONGEST || !url.chars().allMatch(c -> c > ' ' && c < 127)) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
        int port = uri.getPort() < 0 ? Origin.usualPort(scheme) : uri.getPort();
        if (!plain
                || !(scheme.equals("https") || scheme.equals("http"))
                || !Hosts.isHost(host)
                || port < 1
                || port > 65_535) {
            return Optional.empty();
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return Optional.of(new Place(new Origin(scheme, host, port), path + query));
    }
}
