// helios/catalog/integrity.hpp -- whether a state keeps what its catalog promises: integrity_check.
//
// Shape     for every table: its rows against its definition, generated columns computed again,
//           every index entry against its row and back, foreign keys, row counts; for every name:
//           its object and back; for every tree: its table
// Threads   any number on one state
// Errors    XX001 and 58030 from the file; what is found is the result, not an error; 0A000 an
//           index on expressions or a generated column without a source
// Cost      reads every row and every index entry, and looks each up on the other side; evaluates
//           the expressions of indexes and generated columns, 0.2 us each a row
#pragma once

#include <helios/catalog/catalog_reader.hpp>
#include <helios/catalog/expression_source.hpp>

#include <string>
#include <vector>

namespace helios::catalog {

struct integrity_problem {
  object_id table{};
  std::string name;  // of the table, index or constraint
  std::string text;
  friend bool operator==(integrity_problem const&, integrity_problem const&) = default;
};

[[nodiscard]] HELIOS_DECL std::vector<integrity_problem> integrity_check(
    storage::database_root const& root, storage::tree_space& space, definition_cache& cache,
    expression_source* expressions = nullptr);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/integrity.ipp>
#endif
