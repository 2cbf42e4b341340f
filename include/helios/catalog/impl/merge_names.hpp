// helios/catalog/impl/merge_names.hpp -- names of objects in a merge, and what it says of them.
#pragma once

#include <helios/catalog/table.hpp>

#include <string>

namespace helios::catalog::detail {

[[nodiscard]] inline error not_mergeable(std::string const& why) {
  return error(errc::object_not_in_prerequisite_state, "the branches cannot be merged: " + why)
      .hint("Rename or drop one of the two on its branch first.");
}

[[nodiscard]] inline std::string named(object_row const& row) {
  return std::string(word(row.kind)) + " \"" + row.name + "\"";
}

[[nodiscard]] inline bytes claimed_name(object_row const& row, std::string_view name) {
  return name_key(class_of(row.kind), row.schema, name);
}

/// Calls f(id, name) for the indexes of a table that are objects: a primary key's, too.
template <class F>
void each_index_object(table_definition const& t, F&& f) {
  for (index_definition const& i : t.indexes) f(i.id, i.name);
  if (constraint_definition const* const c = t.primary_key()) f(c->id, c->name);
}

}  // namespace helios::catalog::detail
