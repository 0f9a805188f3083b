package io.deskloom.bpmn;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** XML as a tree, read within bounds: no document type, so no entity but the five that XML has, and nothing is fetched. */
final class Xml {
    /** Characters of a file. */
    static final int MOST_CHARACTERS = 2 * 1024 * 1024;

    static final int MOST_ELEMENTS = 20_000;
    static final int DEEPEST = 40;
    static final int MOST_ATTRIBUTES = 50;

    private Xml() {}

    /**
     * An element.
     *
     * @param attributes by local name, those of our own namespace with {@code own:} before it
     * @param line where it stands, from 1
     */
    record Element(
            String namespace,
            String name,
            Map<String, String> attributes,
            List<Element> children,
            StringBuilder text,
            int line,
            int column) {
        String attribute(String attribute) {
            return attributes.getOrDefault(attribute, "");
        }

        Stream<Element> children(String child) {
            return children.stream().filter(c -> c.name.equals(child) && c.namespace.equals(BpmnNames.MODEL));
        }

        Optional<Element> child(String child) {
            return children(child).findFirst();
        }

        /** Of our own, beside what BPMN says. */
        Optional<String> definition() {
            return child("extensionElements").stream()
                    .flatMap(e -> e.children.stream())
                    .filter(c -> c.namespace.equals(BpmnNames.OURS) && c.name.equals(BpmnNames.DEFINITION))
                    .map(c -> c.text.toString().strip())
                    .findFirst();
        }
    }

    static final String OWN = "own:";

    /** The root element; refused with the place of what is wrong. */
    static Result<Element> read(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return refused("bpmn.large", "The file is larger than 2 MB.", 1, 1);
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("nothing outside of the file is read");
        });
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
            try {
                return tree(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            Location at = e.getLocation();
            return refused(
                    "bpmn.xml",
                    "This is no well-formed XML.",
                    at == null ? 1 : at.getLineNumber(),
                    at == null ? 1 : at.getColumnNumber());
        }
    }

    private static Result<Element> tree(XMLStreamReader reader) throws XMLStreamException {
        Deque<Element> open = new ArrayDeque<>();
        int elements = 0;
        Element root = null;
        while (reader.hasNext()) {
            int event = reader.next();
            Location at = reader.getLocation();
            switch (event) {
                case XMLStreamConstants.DTD -> {
                    return refused(
                            "bpmn.doctype",
                            "The file has a document type, which is not read.",
                            at.getLineNumber(),
                            at.getColumnNumber());
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    return refused(
                            "bpmn.entity",
                            "The file refers to an entity that XML itself does not have.",
                            at.getLineNumber(),
                            at.getColumnNumber());
                }
                case XMLStreamConstants.START_ELEMENT -> {
                    elements++;
                    if (open.size() >= DEEPEST
                            || elements > MOST_ELEMENTS
                            || reader.getAttributeCount() > MOST_ATTRIBUTES) {
                        return refused(
                                "bpmn.bounds",
                                "More elements, or elements deeper in one another, than a flow can have.",
                                at.getLineNumber(),
                                at.getColumnNumber());
                    }
                    Element element = element(reader, at);
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.element().children.add(element);
                    }
                    open.push(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.element().text.append(reader.getText());
                    }
                }
                default -> {}
            }
        }
        return root == null ? refused("bpmn.xml", "The file is empty.", 1, 1) : Result.ok(root);
    }

    private static Element element(XMLStreamReader reader, Location at) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            String name = reader.getAttributeLocalName(i);
            if (namespace == null || namespace.isEmpty()) {
                attributes.put(name, reader.getAttributeValue(i));
            } else if (namespace.equals(BpmnNames.OURS)) {
                attributes.put(OWN + name, reader.getAttributeValue(i));
            }
        }
        String namespace = reader.getNamespaceURI();
        return new Element(
                namespace == null ? "" : namespace,
                reader.getLocalName(),
                attributes,
                new ArrayList<>(),
                new StringBuilder(),
                at.getLineNumber(),
                at.getColumnNumber());
    }

    /** @param code with a sentence of each language in the front end */
    static <T> Result<T> refused(String code, String message, int line, int column) {
        return Result.refused(Rejection.invalid(List.of(new Problem(
                "",
                code,
                message,
                Map.of("line", Integer.toString(line)),
                null,
                new Problem.Source("flow.bpmn", Math.max(1, line), Math.max(1, column))))));
    }
}
