package io.deskloom.secret;

import java.util.Optional;

/** The keys this installation seals with. None of them is in the database, in a backup or in a log. */
public interface Keyring {
    /** What is sealed now is sealed with this one. */
    Key active();

    /** The key that was called so when something was sealed; empty when this installation does not have it any more. */
    Optional<Key> key(String id);

    /**
     * @param id stored beside what it sealed
     * @param bytes 32 of them
     */
    record Key(String id, byte[] bytes) {
        public Key {
            if (bytes.length != 32) {
                throw new IllegalArgumentException("a key has 32 bytes");
            }
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return "key " + id;
        }
    }
}
