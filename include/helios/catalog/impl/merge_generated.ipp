// helios/catalog/impl/merge_generated.ipp -- generated columns of a merged state.
#pragma once

#include <helios/catalog/merge_rules.hpp>

#include <helios/catalog/constraint_error.hpp>

#include <helios/catalog/impl/merge_table_run.hpp>

#include <algorithm>

namespace helios::catalog {

namespace detail {

/// Whether rows of one definition hold what the generated columns of another say.
[[nodiscard]] inline bool computes_alike(table_definition const& rows,
                                         table_definition const& wanted) {
  std::vector<std::size_t> const generated = generated_columns(wanted);
  return std::all_of(generated.begin(), generated.end(), [&](std::size_t i) {
    std::size_t const at = rows.find_column(wanted.columns[i].id);
    return at != rows.npos && rows.columns[at].generated_text == wanted.columns[i].generated_text;
  });
}

}  // namespace detail

void merge_rules::compute(history::transaction& tx, table_definition const& t, conflicts& all) {
  std::vector<std::size_t> const generated = generated_columns(t);
  if (generated.empty()) return;
  table_run run{tx, t, of(ours_).find_table(t.id), row_layout(t, tx.read(t.rows).form()), {}, all};
  if (run.ours && run.ours->rows == t.rows && !detail::computes_alike(*run.ours, t))
    note_others(run);
  row_images images(run.layout);
  std::vector<changed_row> moved;
  for (changed_row& c : changes_[t.rows]) {
    if (c.after.empty()) continue;
    auto const row = values_of(run, c);
    if (!row) continue;
    row_values values;
    for (std::size_t const i : generated) values.push_back((*row)[i]);
    auto const stored = tx.find(t.rows, c.key.view());
    byte_view const image = images.image_of(*stored, generated, values);
    storage::key key = run.layout.kind() == row_key_kind::row_id ? c.key : run.layout.key_of(*row);
    if (storage::order(run.layout.keys(), key.view(), c.key.view()) != 0) {
      moved.push_back({std::move(key), {}, bytes(image.begin(), image.end())});
      tx.erase(t.rows, c.key.view(), c.after);
      c.after.clear();
    } else if (compare(image, byte_view(c.after)) != 0) {
      c.after.assign(image.begin(), image.end());
      tx.put(t.rows, c.key.view(), c.after);
    }
  }
  move_rows(run, std::move(moved));
}

/// The target's rows that the source left alone, too: they are of another expression.
void merge_rules::note_others(table_run& run) {
  std::vector<changed_row>& changes = changes_[run.table.rows];
  std::vector<changed_row> others;
  run.each_other(changes, [&](storage::key_view const& key, storage::stored_row const& row) {
    others.push_back({storage::key(run.layout.keys(), key), row.image(), row.image()});
  });
  std::move(others.begin(), others.end(), std::back_inserter(changes));
}

/// Nothing: a generated column of it cannot be computed.
std::optional<row_values> merge_rules::values_of(table_run& run, changed_row const& c) {
  table_definition const& t = run.table;
  row_values row = run.layout.values_of(c.key.view(), run.view(c.after));
  for (std::size_t const i : generated_columns(t)) {
    column_definition const& column = t.columns[i];
    try {
      row[i] = generated_value(expressions_, t, column, row);
    } catch (error const& e) {
      if (!e.sqlstate().starts_with("22")) throw;  // not of these values
      breach(run, history::conflict_kind::check, c.key.view(), not_computed(t, column, row, e),
             column.id);
      return {};
    }
  }
  return row;
}

/// Rows whose key is another now, out of the way already.
void merge_rules::move_rows(table_run& run, std::vector<changed_row> moved) {
  table_definition const& t = run.table;
  for (changed_row& c : moved) {
    if (run.tx.find(t.rows, c.key.view())) {
      constraint_definition const& primary = *t.primary_key();
      row_values const row = run.layout.values_of(c.key.view(), run.view(c.after));
      breach(run, history::conflict_kind::unique, c.key.view(),
             duplicate_key(primary.name, key_text(t, primary.columns, row)));
      continue;
    }
    run.tx.put(t.rows, c.key.view(), c.after);
    changes_[t.rows].push_back(std::move(c));
  }
}

}  // namespace helios::catalog
