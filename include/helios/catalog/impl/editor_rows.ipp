// helios/catalog/impl/editor_rows.ipp -- what DDL does to rows: checks, builds, rewrites.
#pragma once

#include <helios/catalog/catalog_editor.hpp>
#include <helios/catalog/constraint_error.hpp>
#include <helios/catalog/index_key.hpp>
#include <helios/types/value_image.hpp>

namespace helios::catalog {

namespace detail {

[[nodiscard]] inline error not_unique(std::string_view index, std::string key) {
  return error(errc::unique_violation,
               "could not create unique index \"" + std::string(index) + "\"")
      .detail("Key " + std::move(key) + " is duplicated.");
}

}  // namespace detail

storage::tree catalog_editor::frozen(tree_id id) const {
  storage::tree const t = tx().read(id);
  // The mark keeps what follows from changing its nodes in place.
  static_cast<void>(tx().save());
  return t;
}

void catalog_editor::check_not_null(table_definition const& t, std::size_t column) {
  storage::tree const rows = frozen(t.rows);
  scope_->scanned(t.rows);
  row_layout const layout(t, rows.form());
  storage::cursor c(rows);
  while (c.next()) {
    if (!layout.value_of(column, c.key(), c.row()).is_null()) continue;
    throw error(errc::not_null_violation, "column \"" + t.columns[column].name +
                                              "\" of relation \"" + t.name +
                                              "\" contains null values");
  }
}

/// Whether the rows that are there keep a CHECK or a foreign key.
void catalog_editor::check_rows(table_definition const& t, constraint_definition const& key) {
  storage::tree const rows = frozen(t.rows);
  scope_->scanned(t.rows);
  row_layout const layout(t, rows.form());
  table_ptr const parent =
      key.kind == constraint_kind::foreign_key ? in().find_table(key.referenced) : nullptr;
  if (parent) scope_->scanned(parent->rows);
  auto const open = [this](tree_id id) { return tx().read(id); };
  storage::cursor c(rows);
  while (c.next()) {
    row_values const row = layout.values_of(c.key(), c.row());
    if (parent) {
      reference_kind const kind = reference_of(t, key, row);
      if (kind == reference_kind::mixed ||
          (kind == reference_kind::key && !has_parent(open, *parent, t, key, row)))
        throw no_parent(t, key, *parent, row);
      continue;
    }
    types::value const holds =
        evaluate(scope_->expressions(), t, key.text, row, types::type_id::boolean);
    if (!holds.is_null() && !holds.as<bool>()) {
      throw error(errc::check_violation, "check constraint \"" + key.name + "\" of relation \"" +
                                             t.name + "\" is violated by some row")
          .detail("Failing row contains " + row_text(row) + ".");
    }
  }
}

/// Fills an index's empty tree.
void catalog_editor::build(table_definition const& t, index_definition const& index) {
  storage::tree const rows = frozen(t.rows);
  scope_->scanned(t.rows);
  storage::key_kind const keys = rows.form().keys();
  row_layout const layout(t, rows.form());
  tx().create(index.tree, index_shape(keys));
  storage::cursor c(rows);
  while (c.next()) {
    row_values const row = layout.values_of(c.key(), c.row());
    auto const entry = entry_of(t, index, row, c.key(), scope_->expressions());
    if (!entry) continue;
    if (entry->unique && tx().find(index.tree, byte_view(entry->key)))
      throw detail::not_unique(index.name, key_text(t, index, row));
    tx().put(index.tree, byte_view(entry->key), index_image(keys, c.key()));
  }
}

/// Gives the table new trees, with every row as `change` makes it. Columns of both definitions may
/// differ; `to` receives the trees' numbers.
void catalog_editor::rewrite(table_definition const& from, table_definition& to,
                             row_change const& change) {
  storage::tree const rows = frozen(from.rows);
  scope_->scanned(from.rows);
  row_layout const before(from, rows.form());
  row_layout const after(to);
  to.rows = tree_id{raw(new_id())};
  tx().create(to.rows, after.form());
  storage::cursor c(rows);
  while (c.next()) {
    row_values const row = change(before.values_of(c.key(), c.row()));
    for (std::size_t i = 0; i != row.size(); ++i) {
      if (to.columns[i].not_null && row[i].is_null()) throw null_value(to, i, row);
    }
    storage::key key;
    if (after.kind() != row_key_kind::row_id) {
      key = after.key_of(row);
      if (tx().find(to.rows, key.view())) {
        constraint_definition const& primary = *to.primary_key();
        throw detail::not_unique(primary.name, key_text(to, primary.columns, row));
      }
    } else if (before.kind() == row_key_kind::row_id) {
      key = storage::key(before.keys(), c.key());
    } else {
      std::uint64_t const id = scope_->engine().next_id(history::engine::counter_rows);
      key = storage::key(storage::key_kind::int64, static_cast<std::int64_t>(id));
    }
    tx().put(to.rows, key.view(), after.image_of(row));
  }
  tx().drop(from.rows);
  for (index_definition& i : to.indexes) {
    tx().drop(i.tree);
    i.tree = tree_id{raw(new_id())};
    build(to, i);
  }
}

/// Gives the rows tree the shape of a definition without touching a row.
void catalog_editor::reshape(table_definition const& to, column_id added,
                             types::value const& fill) {
  storage::tree const rows = tx().read(to.rows);
  storage::shape const form = row_layout(to).form();
  storage::row_view const old_absent(rows.form(), rows.form().absent_row());
  storage::row_builder absent(form);
  bytes image;
  for (storage::column_shape const& c : form.columns()) {
    std::size_t const at = rows.form().find(c.id);
    if (at != storage::shape::npos) {
      absent.add(old_absent.at(at));
    } else if (c.id == added && !fill.is_null()) {
      types::append_image(image, fill, to.column(added).type);
      absent.add(storage::cell_of(byte_view(image)));
    } else {
      absent.add_null();
    }
  }
  tx().reshape(to.rows, storage::shape(form.keys(), form.columns(), absent.image()));
}

}  // namespace helios::catalog
