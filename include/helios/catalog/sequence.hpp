// helios/catalog/sequence.hpp -- the definition of a sequence, and its values.
//
// Shape     the n-th value is first + (n - 1) * increment; n comes from an engine counter, which is
//           outside transactions: no rollback, branch or AS OF hands out a value twice
//           setval and RESTART give the sequence a fresh counter and first value: a change of its
//           definition, so unlike PostgreSQL's it is part of the transaction and of the branch.
//           With CYCLE the n-th value counts on from the other end after the last.
// Laws      decode_sequence(encode(s)) == s
// Errors    2200H no value is left; 22023 options that make no sense; decode_sequence: XX001
#pragma once

#include <helios/catalog/object.hpp>

#include <limits>
#include <memory>

namespace helios::catalog {

struct sequence_definition {
  object_id id{};
  object_id schema{};
  std::string name;
  std::uint64_t counter = 0;  // of the engine
  std::int64_t start = 1;     // RESTART goes back to it
  std::int64_t first = 1;     // the counter's first value
  std::int64_t increment = 1;
  std::int64_t minimum = 1;
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  bool cycle = false;
  object_id owner{};  // a table: it is dropped with its column
  column_id owner_column{};
  friend bool operator==(sequence_definition const&, sequence_definition const&) = default;
};
using sequence_ptr = std::shared_ptr<sequence_definition const>;

/// Throws 22023 with PostgreSQL's words.
HELIOS_DECL void check_options(sequence_definition const& sequence);
/// The n-th value, n = 1, 2, ...  Throws 2200H.
[[nodiscard]] HELIOS_DECL std::int64_t nth_value(sequence_definition const& sequence,
                                                 std::uint64_t n);
/// The same for a value that was handed out; behind the end of the sequence, its last one.
[[nodiscard]] HELIOS_DECL std::int64_t last_value(sequence_definition const& sequence,
                                                  std::uint64_t n);

[[nodiscard]] HELIOS_DECL object_row encode(sequence_definition const& sequence);
[[nodiscard]] HELIOS_DECL sequence_definition decode_sequence(object_row const& row);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/sequence.ipp>
#endif
