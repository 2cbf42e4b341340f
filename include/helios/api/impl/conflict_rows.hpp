// helios/api/impl/conflict_rows.hpp -- the conflicts of a merge as rows that people read.
//
// Shape     kind         cell, delete_modify, insert_insert, schema, unique, foreign_key, check
//           table_name   of a schema conflict the object's name
//           key          row_text.hpp
//           column_name  of a cell, or of a generated column that cannot be computed
//           base, ours, theirs    the cell, or the row: (7, Ada, null); NULL: no row, or NULL
#pragma once

#include <helios/api/impl/row_text.hpp>
#include <helios/api/session.hpp>
#include <helios/catalog/catalog_reader.hpp>
#include <helios/history/merge.hpp>
#include <helios/storage/long_value.hpp>

namespace helios::api::detail {

[[nodiscard]] inline std::string_view word(history::conflict_kind kind) noexcept {
  using history::conflict_kind;
  switch (kind) {
    case conflict_kind::cell: return "cell";
    case conflict_kind::delete_modify: return "delete_modify";
    case conflict_kind::insert_insert: return "insert_insert";
    case conflict_kind::schema: return "schema";
    case conflict_kind::unique: return "unique";
    case conflict_kind::foreign_key: return "foreign_key";
    case conflict_kind::check: return "check";
  }
  HELIOS_UNREACHABLE();
}

[[nodiscard]] inline std::vector<result_column> conflict_columns() {
  std::vector<result_column> columns;
  for (char const* name : {"kind", "table_name", "key", "column_name", "base", "ours", "theirs"})
    columns.push_back({name, types::type_id::text});
  return columns;
}

class conflict_rows {
 public:
  /// The states of the target and of the source, and the engine's pages.
  conflict_rows(catalog::catalog_reader ours, catalog::catalog_reader theirs,
                storage::page_source* pages)
      : ours_(std::move(ours)), theirs_(std::move(theirs)), pages_(pages) {}

  [[nodiscard]] catalog::row_values row(history::merge_conflict const& c) const {
    using types::value;
    catalog::table_ptr const t = table(c.tree);
    catalog::row_values out{value::text(word(c.kind))};
    if (!t) {
      out.push_back(name_of(c));
      out.resize(7);
      return out;
    }
    out.push_back(value::text(t->name));
    out.push_back(c.form == nullptr ? value() : value::text(key_text(*t, c.key.view())));
    out.push_back(c.column ? value::text(column(c.tree, *c.column).name) : value());
    for (std::optional<bytes> const* image : {&c.base, &c.ours, &c.theirs})
      out.push_back(*image ? value::text(shown(c, *t, **image)) : value());
    return out;
  }

 private:
  [[nodiscard]] catalog::table_ptr table(tree_id rows) const {
    for (catalog::catalog_reader const* in : {&ours_, &theirs_}) {
      for (catalog::table_ptr const& t : in->tables()) {
        if (t->rows == rows) return shown(t);
      }
    }
    return nullptr;
  }
  /// With the labels of both sides: rows of both are shown.
  [[nodiscard]] catalog::table_ptr shown(catalog::table_ptr const& t) const {
    return theirs_.with_labels(ours_.with_labels(t));
  }
  /// A column that one side may not have.
  [[nodiscard]] catalog::column_definition column(tree_id rows, column_id id) const {
    for (catalog::catalog_reader const* in : {&ours_, &theirs_}) {
      for (catalog::table_ptr const& t : in->tables()) {
        if (t->rows == rows && t->find_column(id) != t->npos) return shown(t)->column(id);
      }
    }
    throw error(errc::data_corrupted, "a conflict names a column that no branch has");
  }
  [[nodiscard]] types::value name_of(history::merge_conflict const& c) const {
    bool const object = c.tree == catalog::objects_tree && c.form != nullptr;
    auto const id = static_cast<catalog::object_id>(c.key.view().number);
    for (catalog::catalog_reader const* in : {&ours_, &theirs_}) {
      auto const found = object ? in->find(id) : std::nullopt;
      if (found) return types::value::text(found->name);
    }
    return {};
  }

  [[nodiscard]] std::string shown(history::merge_conflict const& c,
                                  catalog::table_definition const& t, bytes const& image) const {
    if (c.column) return types::to_text(types::read_image(image, column(c.tree, *c.column).type));
    storage::row_view const row(*c.form, image, pages_);
    std::string out;
    for (catalog::column_definition const& each : t.columns) {
      out += out.empty() ? "(" : ", ";
      std::size_t const at = c.form->find(each.id);
      if (at == storage::shape::npos) {  // in the key
        out += key_text(t, c.key.view());
        continue;
      }
      out += row.is_null(at)
                 ? std::string("null")
                 : types::to_text(types::read_image(storage::content_of(row, at).data, each.type));
    }
    return out + ")";
  }

  catalog::catalog_reader ours_, theirs_;
  storage::page_source* pages_;
};

}  // namespace helios::api::detail
