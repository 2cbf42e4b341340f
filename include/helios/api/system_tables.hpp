// helios/api/system_tables.hpp -- tables that nobody stores: branches, commits, differences,
// storage, settings, and what the catalog says of itself.
//
// Shape     name                             with arguments      rows
//           pg_database_branches             ()                  one per branch
//           helios_tags                      ()                  one per tag
//           helios_commits, helios_log       () or (branch)      one per commit, newest first
//           helios_diff                      (a, b [, table])    one per row or cell that differs
//           helios_merge_conflicts           (source, target)    what a merge would run into
//           helios_storage                   ()                  one: where the bytes are
//           integrity_check                  ()                  one per problem; none: all is well
//           helios_settings, pg_settings     ()                  one per setting
//           information_schema.              schemata, tables, columns, table_constraints,
//                                            key_column_usage, views, sequences
//           pg_catalog.                      pg_namespace, pg_class, pg_attribute, pg_type,
//                                            pg_tables, pg_views, pg_indexes, pg_sequences
//           Every name works with and without brackets. a and b are branches or tags.
//           A table of one's own with such a name comes first; pg_catalog.x names ours.
// Threads   as the statement that reads them
// Errors    42704 no such branch or tag; 42883 arguments that make no sense; XX001 and 58030 from
//           the file
// Requires  the state outlives the rows' making: it is the statement's
#pragma once

#include <helios/api/session.hpp>
#include <helios/api/settings.hpp>
#include <helios/catalog/catalog_reader.hpp>
#include <helios/plan/node.hpp>
#include <helios/sql/bind.hpp>

#include <functional>

namespace helios::api {

/// What the reading statement sees.
struct system_state {
  std::shared_ptr<instance> in;
  branch_id branch{};
  storage::version_ptr version;
  catalog::catalog_reader catalog;
  settings const* session_settings = nullptr;
  exec::session const* session = nullptr;
  sql::surroundings* binder = nullptr;  // of views, whose columns have types
};

/// nullptr: there is none; `state` is asked when the rows are wanted.
[[nodiscard]] HELIOS_DECL std::shared_ptr<plan::row_source const> find_system_table(
    std::string_view schema, std::string_view name, std::vector<plan::column>& columns,
    std::function<system_state()> state);

}  // namespace helios::api

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/system_tables.ipp>
#include <helios/api/impl/system_tables/catalog_tables.ipp>
#include <helios/api/impl/system_tables/history_tables.ipp>
#include <helios/api/impl/system_tables/information_schema.ipp>
#endif
