// tests/sql/define_fixture.hpp -- DDL on a database in memory, each statement a transaction.
#pragma once

#include <helios/sql/define.hpp>

#include <helios/sql/parse.hpp>
#include <helios/sql/stored_expressions.hpp>
#include <helios/types/value_text.hpp>

#include <tests/catalog/catalog_fixture.hpp>

namespace helios::test {

/// A session that reads the transaction at hand and knows no other state.
class one_state final : public sql::surroundings {
 public:
  one_state(catalog::write_scope& scope, exec::session const& session)
      : catalog_(scope.catalog()), session_(&session) {}

  std::uint32_t state(std::string_view, std::optional<scn>) override { return 0; }
  catalog::catalog_reader const& catalog(std::uint32_t) override { return catalog_; }
  bool is_branch(std::string_view) override { return false; }
  scn when(sql::ast::moment const&) override { return {}; }
  scn newest(std::string_view) override { return {}; }
  std::span<std::string const> search_path() const override { return path; }
  std::shared_ptr<plan::row_source const> find_rows(std::string_view, std::string_view,
                                                    std::vector<plan::column>&) override {
    return nullptr;
  }
  std::span<types::data_type const> parameters() const override { return {}; }
  exec::session const& session() const override { return *session_; }

  std::vector<std::string> path{"public"};

 private:
  catalog::catalog_reader catalog_;
  exec::session const* session_;
};

struct ddl : database_fixture {
  exec::session session;
  sql::stored_expressions stored{session};
  std::vector<std::string> notices;
  std::vector<std::string> path{"public"};

  template <class F>
  void in_scope(F&& f) {
    history::transaction tx(db, main_branch);
    catalog::write_scope scope(db, tx, cache, &stored);
    f(scope);
    static_cast<void>(scope.commit());
  }
  /// Runs each statement as one transaction; the last one's tag.
  std::string define(std::string_view text) {
    notices.clear();
    arena memory;
    std::string tag;
    for (sql::ast::statement const* tree : sql::parse(text, memory)) {
      in_scope([&](catalog::write_scope& scope) {
        one_state of(scope, session);
        of.path = path;
        auto result = sql::define(*tree, text, scope, of);
        tag = result.tag;
        for (std::string& n : result.notices) notices.push_back(std::move(n));
      });
    }
    return tag;
  }
  /// "42P01 relation "t" does not exist", with its detail.
  std::string refused(std::string_view text) {
    auto const e = thrown_by([&] { return define(text); });
    if (!e) return "";
    return std::string(e->sqlstate()) + " " + e->message() +
           (e->detail().empty() ? "" : " | " + e->detail());
  }
  catalog::table_ptr table(std::string_view name) { return head().table(public_schema, name); }
  catalog::view_ptr view(std::string_view name) { return head().view(public_schema, name); }
  std::vector<std::string> constraint_names(std::string_view of) {
    std::vector<std::string> names;
    for (auto const& c : table(of)->constraints) names.push_back(c.name);
    return names;
  }
  /// Inserts a row; a missing value is the column's default.
  row_values insert(std::string_view into, std::vector<std::optional<value>> const& values) {
    row_values row;
    in_scope([&](catalog::write_scope& scope) {
      auto& w = scope.writer(table(into)->id);
      for (std::size_t i = 0; i != values.size(); ++i)
        row.push_back(values[i] ? *values[i] : w.default_of(i));
      storage::key const key = w.insert(row);
      row = *w.find(key.view());
    });
    return row;
  }
};

using names = std::vector<std::string>;

}  // namespace helios::test
