// tests/catalog/catalog_fixture.hpp -- a database with a catalog, and short words for tables.
#pragma once

#include <helios/catalog/catalog_editor.hpp>
#include <helios/catalog/table_writer.hpp>
#include <helios/storage/memory_vfs.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

using catalog::catalog_editor;
using catalog::column_definition;
using catalog::constraint_definition;
using catalog::constraint_kind;
using catalog::object_id;
using catalog::public_schema;
using catalog::row_values;
using history::main_branch;
using types::type_id;
using types::value;

/// Knows the expressions that tests write: "a > 0", "a + 1", "7".
class toy_expressions : public catalog::expression_source {
 public:
  value evaluate(catalog::table_definition const& table, std::string_view text,
                 std::span<value const> row, types::data_type) override {
    auto const number = [&](std::string_view column) {
      return row[table.column_at(column)].is_null()
                 ? std::optional<std::int64_t>()
                 : catalog::number_of(row[table.column_at(column)]);
    };
    if (text.ends_with(" > 0")) {
      auto const n = number(text.substr(0, text.size() - 4));
      return n ? value(*n > 0) : value();
    }
    if (text.ends_with(" + 1")) {
      auto const n = number(text.substr(0, text.size() - 4));
      return n ? value(*n + 1) : value();
    }
    return value(static_cast<std::int32_t>(std::stoi(std::string(text))));
  }
  types::data_type bind(catalog::table_definition const&, std::string_view,
                        types::data_type wanted) override {
    return wanted;
  }
};

struct database_fixture {
  storage::memory_vfs world;
  std::shared_ptr<history::engine> db;
  catalog::definition_cache cache;
  toy_expressions expressions;

  explicit database_fixture(storage::tree_limits limits = {}) {
    options.limits = limits;
    options.durability = durability::off;
    open();
    history::transaction tx(db, main_branch);
    REQUIRE(catalog::bootstrap(tx));
    REQUIRE(tx.commit());
  }
  void open() {
    db.reset();
    db = history::engine::open(world, "catalog.helios", options);
  }
  /// Runs f(scope, editor) as one transaction of one statement.
  template <class F>
  void run(F&& f, branch_id branch = main_branch) {
    history::transaction tx(db, branch);
    catalog::write_scope scope(db, tx, cache, &expressions);
    catalog_editor editor(scope);
    f(scope, editor);
    scope.commit();
  }
  template <class F>
  [[nodiscard]] std::string refusal(F&& f, branch_id branch = main_branch) {
    auto const e = thrown_by([&] { return run(f, branch), 0; });
    return e ? std::string(e->sqlstate()) + " " + e->message() +
                   (e->detail().empty() ? "" : " | " + e->detail())
             : std::string();
  }
  [[nodiscard]] catalog::catalog_reader head(branch_id branch = main_branch) {
    held = db->head(branch);
    return {held->root(), db->space(), cache};
  }

  history::engine_options options;
  history::version_ptr held;
};

inline value int4(std::int32_t n) { return value(n); }
inline value text(std::string_view s) { return value::text(s); }

[[nodiscard]] inline constraint_definition key(constraint_kind kind,
                                               std::vector<column_id> columns) {
  constraint_definition c;
  c.kind = kind;
  c.columns = std::move(columns);
  return c;
}
[[nodiscard]] inline constraint_definition reference(std::vector<column_id> columns,
                                                     object_id parent,
                                                     catalog::key_action on_delete = {},
                                                     catalog::key_action on_update = {}) {
  constraint_definition c = key(constraint_kind::foreign_key, std::move(columns));
  c.referenced = parent;
  c.on_delete = on_delete;
  c.on_update = on_update;
  return c;
}

/// A table with an integer primary key `id` and an integer column `a`.
inline object_id simple_table(catalog_editor& editor, std::string const& name) {
  column_definition const id = editor.new_column("id", type_id::int4);
  column_definition const a = editor.new_column("a", type_id::int4);
  return editor.create_table(public_schema, name, {id, a},
                             {key(constraint_kind::primary_key, {id.id})});
}

}  // namespace helios::test
