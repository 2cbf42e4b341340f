// helios/typed/migration_plan.hpp -- the steps from stored tables to those of the program.
//
// Shape     a step is one statement and a sentence. Steps that lose something, or that lack a
//           value, are refused unless the program has made the choice (migration_choice.hpp).
//
//             types and their labels, names, then what goes and is in the way, new tables, columns
//             (new, types, values, NOT NULL, defaults), columns that go, keys, checks, indexes,
//             references
// Laws      a plan for what its steps have made is empty
//           What a struct cannot say is left as it is: sequences and identities of columns, the
//           order of columns, tables that the program does not name.
// Threads   as what it reads
#pragma once

#include <helios/typed/migration_choice.hpp>
#include <helios/typed/stored_table.hpp>
#include <helios/typed/table_schema.hpp>

#include <span>
#include <string>
#include <vector>

namespace helios {

struct migration_step {
  std::string sql;
  std::string text;     ///< what it does, in a sentence
  std::string refused;  ///< why it is not done unless it is asked for; empty: it is done
  std::string hint;     ///< how it is asked for
};

namespace typed {

class stored_tables;

/// The steps in their order.
[[nodiscard]] HELIOS_DECL std::vector<migration_step> plan_migration(
    std::span<table_schema const> wanted, std::span<migration_choice const> choices,
    stored_tables& in);

}  // namespace typed

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/typed/impl/migration_columns.ipp>
#include <helios/typed/impl/migration_keys.ipp>
#include <helios/typed/impl/migration_plan.ipp>
#include <helios/typed/impl/migration_types.ipp>
#endif
