// helios/types/vector.hpp -- vectors made of numbers, of arrays and of text, and told as them.
//
// Shape     text is [1,2.5,-3e+10]: each number as real prints it; blanks may stand around numbers
// Laws      parse_vector(print_vector(v)) == v, and so of arrays of real
// Errors    22000 no dimension, a number that is NaN or infinite, another number of dimensions than
//           wanted; 54000 more dimensions than a vector has; 22P02 text that is no vector; 22003 a
//           number in it beyond real's; 22004 an array with NULL
// Source    pgvector's type vector: its text, its limits, its messages
#pragma once

#include <helios/types/value.hpp>

#include <span>
#include <string>
#include <string_view>

namespace helios::types {

[[nodiscard]] HELIOS_DECL value make_vector(std::span<float const> numbers);

HELIOS_DECL void print_vector(vector_view v, std::string& out);
[[nodiscard]] HELIOS_DECL value parse_vector(std::string_view text);

/// Requires elements that are numbers.
[[nodiscard]] HELIOS_DECL value vector_of(array_view numbers);
/// As an array of real.
[[nodiscard]] HELIOS_DECL value array_of_numbers(vector_view v);

/// 22000 "expected 3 dimensions, not 2" unless a vector(n) holds it.
HELIOS_DECL void check_dimensions(vector_view v, data_type type);
[[noreturn]] HELIOS_DECL void throw_different_dimensions(std::size_t a, std::size_t b);
/// 22000 "different vector dimensions 3 and 2" unless one operation takes both.
inline void check_same_dimensions(vector_view a, vector_view b) {
  if (a.size() != b.size()) throw_different_dimensions(a.size(), b.size());
}

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/vector.ipp>
#endif
