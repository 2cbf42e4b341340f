// helios/api/impl/named_tables.hpp -- the tables of a state, by the trees of their rows.
#pragma once

#include <helios/api/session.hpp>
#include <helios/catalog/catalog_reader.hpp>

#include <map>

namespace helios::detail {

struct named_table {
  std::string name;  // schema.name
  catalog::table_ptr table;
};

/// Those that are there already stay, with the labels that their enumerations have here.
inline void add_tables(std::map<tree_id, named_table>& to, api::instance& in,
                       storage::database_root const& root) {
  catalog::catalog_reader const reader(root, in.engine->space(), in.definitions);
  for (catalog::table_ptr const& t : reader.tables()) {
    auto const schema = reader.find(t->schema);
    auto const [at, fresh] =
        to.try_emplace(t->rows, named_table{(schema ? schema->name : "?") + "." + t->name, t});
    if (!fresh) at->second.table = reader.with_labels(at->second.table);
  }
}

}  // namespace helios::detail
