package io.deskloom.connector;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What became of a call. */
public sealed interface Outcome {
    /**
     * There was an answer, whatever it says.
     *
     * @param headers by name in small letters, the first of each
     * @param body at most as much as is read
     * @param cut whether there was more of it
     */
    record Answered(int status, Map<String, String> headers, byte[] body, boolean cut) implements Outcome {
        public Answered {
            headers = Map.copyOf(headers);
            body = body.clone();
        }

        @Override
        public byte[] body() {
            return body.clone();
        }

        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** The beginning of the body as text that can be shown: without what steers a terminal or a page, and bounded. */
        public String excerpt(int most) {
            String text = decoded();
            StringBuilder out = new StringBuilder();
            text.codePoints()
                    .filter(c -> c == '\n'
                            || c == '\t'
                            || (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT))
                    .limit(most)
                    .forEach(out::appendCodePoint);
            return out.toString();
        }

        private String decoded() {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .decode(ByteBuffer.wrap(body))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new IllegalStateException("what cannot be read is replaced", e);
            }
        }
    }

    /** It was not sent: it may not go there, or what it goes to is no address. @param code why */
    record NotSent(String code) implements Outcome {}

    /** It was sent, perhaps, and there was no answer. @param code why */
    record Failed(String code) implements Outcome {}
}
