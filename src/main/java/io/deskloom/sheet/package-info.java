/**
 * Files of rows: CSV, XLSX and JSON lines, read within bounds and written without growing. Nothing here knows what a row is
 * about. The only user of the spreadsheet libraries.
 */
@NullMarked
package io.deskloom.sheet;

import org.jspecify.annotations.NullMarked;
