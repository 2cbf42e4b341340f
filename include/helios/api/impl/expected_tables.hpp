// helios/api/impl/expected_tables.hpp -- which tables of the program a session has found to be what
// their structs say.
//
// Shape     what was found stays true while names mean the same (session::moment), and for another
//           state of the branch if its catalog is the same
// Threads   one, as the session
// Cost      of a table that is known: two numbers compared and a short list walked; behind a commit
//           the root of the catalog is looked up once
#pragma once

#include <helios/api/session.hpp>
#include <helios/typed/stored_table.hpp>

#include <algorithm>
#include <vector>

namespace helios::detail {

class expected_tables {
 public:
  /// Throws what differs: 42P01, 42703, 42804.
  void expect(api::session& in, typed::expected_table const& table) {
    follow(in);
    if (std::ranges::find(found_, &table) != found_.end()) return;
    std::vector<schema_difference> const all = differences(in, table);
    if (!all.empty()) throw typed::to_error(all);
    found_.push_back(&table);
  }
  [[nodiscard]] static std::vector<schema_difference> differences(
      api::session& in, typed::expected_table const& table) {
    return typed::differences(table, in.columns_of(typed::sql_text().add_name(table.name).text()));
  }

 private:
  void follow(api::session& in) {
    api::session_moment const now = in.moment();
    if (now == at_) return;
    api::schema_version const schema = in.schema();
    if (now.meanings != at_.meanings || schema != schema_) found_.clear();
    at_ = now;
    schema_ = schema;
  }

  api::session_moment at_;
  api::schema_version schema_;
  std::vector<typed::expected_table const*> found_;
};

}  // namespace helios::detail
