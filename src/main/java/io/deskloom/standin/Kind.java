package io.deskloom.standin;

/** What the books hold. */
enum Kind {
    ORDER("O"),
    /** How much of a product is in a warehouse; its number is {@code <product>@<warehouse>}. */
    STOCK("ST"),
    WAREHOUSE("W"),
    SHIPMENT("SF"),
    INVOICE("INV-R"),
    REFUND("RF"),
    PROCUREMENT("PO"),
    RESERVATION("RS"),
    PICKUP("PU"),
    PART("PT"),
    PART_ISSUE("PI"),
    SETTLEMENT("SE");

    private final String prefix;

    Kind(String prefix) {
        this.prefix = prefix;
    }

    /** What a number of this kind begins with. */
    String prefix() {
        return prefix;
    }
}
