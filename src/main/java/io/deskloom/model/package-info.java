/**
 * Definition records and the immutable {@code MetadataSnapshot} they form. No I/O, no YAML.
 */
@NullMarked
package io.deskloom.model;

import org.jspecify.annotations.NullMarked;
