// helios/catalog/impl/merge_rules.ipp -- the merged state made whole, and tested.
#pragma once

#include <helios/catalog/merge_rules.hpp>

#include <helios/catalog/constraint_error.hpp>
#include <helios/catalog/foreign_key.hpp>
#include <helios/catalog/index_key.hpp>
#include <helios/history/diff.hpp>

#include <helios/catalog/impl/merge_table_run.hpp>

#include <algorithm>

namespace helios::catalog {

void merge_rules::begin(history::transaction& in, history::version_ptr const& base,
                        history::version_ptr const& theirs, conflicts& all) {
  ours_ = in.base();
  auto const objects = [&](history::version_ptr const& state) {
    return storage::open_tree(state->root(), objects_tree, engine_->space());
  };
  auto const here = objects(ours_), there = objects(theirs);
  if (here && there && history::detail::differ(*here, *there)) {
    objects_.emplace(engine_, policy_, base, ours_, theirs, expressions_);
    all = objects_->conflicts();
    if (policy_ != history::on_conflict::fail || all.empty())
      for (tree_id const id : objects_->write(in)) to_build_.insert(id);
  }
  if (!here && !there) return;
  // With objects: as they were written.
  for (table_ptr const& t : (here ? catalog_reader(in, *cache_) : of(theirs)).tables()) {
    for (std::size_t const i : generated_columns(*t)) generated_.emplace(t->rows, t->columns[i].id);
    if (objects_) continue;
    for (index_definition const& i : t->indexes) derived_.insert(i.tree);
  }
}

history::tree_origin merge_rules::origin(tree_id id) const {
  if (objects_) return objects_->origin(id);
  return derived_.contains(id) ? history::tree_origin::derived : history::tree_origin::rows;
}

catalog_reader merge_rules::of(history::version_ptr const& state) const {
  return {state->root(), engine_->space(), *cache_};
}

void merge_rules::changed(history::transaction&, tree_id table, storage::key_view const& key,
                          byte_view before, byte_view after) {
  if (table == objects_tree || table == names_tree) return;
  // The tree's kind of keys is known in check(); a number needs no bytes, bytes no number.
  storage::key const kept(key.text.empty() ? storage::key_kind::int64 : storage::key_kind::bytes,
                          key);
  changes_[table].push_back(
      {kept, bytes(before.begin(), before.end()), bytes(after.begin(), after.end())});
}

void merge_rules::build(history::transaction&, tree_id derived) { to_build_.insert(derived); }

void merge_rules::check(history::transaction& in, conflicts& all) {
  if (!in.has(objects_tree)) return;
  if (objects_) {
    // Nobody sees the result, and it may have no good catalog.
    if (policy_ == history::on_conflict::fail && !objects_->conflicts().empty()) return;
    objects_->expect_written(in);
  }
  catalog_reader const catalog(in, *cache_);
  std::vector<table_ptr> const tables = catalog.tables();
  for (table_ptr const& t : tables) compute(in, *t, all);
  // Every index next: foreign keys are looked up through those of other tables.
  for (table_ptr const& t : tables) table(in, *t, all);
  for (table_ptr const& t : tables) {
    table_ptr const ours = of(ours_).find_table(t->id);
    table_run run{in, *t, ours, row_layout(*t, in.read(t->rows).form()), {}, all};
    auto const changes = changes_.find(t->rows);
    if (changes != changes_.end()) {
      for (changed_row const& c : changes->second) {
        auto const values = [&](bytes const& image) -> std::optional<row_values> {
          if (image.empty()) return {};
          return run.layout.values_of(c.key.view(), run.view(image));
        };
        run.rows.push_back({c.key, values(c.before), values(c.after), c.after});
      }
    }
    rows(run);
    parents(run);
  }
}

void merge_rules::breach(table_run& run, history::conflict_kind kind, storage::key_view const& key,
                         error const& otherwise, std::optional<column_id> column) {
  if (policy_ != history::on_conflict::fail) throw otherwise;
  history::merge_conflict c;
  c.kind = kind;
  c.tree = run.table.rows;
  c.key = storage::key(run.layout.keys(), key);
  c.column = column;
  storage::tree const rows = run.tx.read(run.table.rows);
  if (auto const row = column ? std::nullopt : rows.find(key)) c.theirs = row->image();
  c.form = &rows.form();
  run.found.push_back(std::move(c));
}

/// The indexes of a table.
void merge_rules::table(history::transaction& in, table_definition const& t, conflicts& all) {
  table_run run{in, t, nullptr, row_layout(t, in.read(t.rows).form()), {}, all};
  for (index_definition const& i : t.indexes) index(run, i);
}

void merge_rules::index(table_run& run, index_definition const& i) {
  history::transaction& tx = run.tx;
  table_definition const& t = run.table;
  storage::key_kind const keys = run.layout.keys();
  auto const add = [&](row_values const& row, storage::key_view const& key) {
    auto const e = entry_of(t, i, row, key, expressions_);
    if (!e) return;
    if (auto const there = tx.read(i.tree).find(byte_view(e->key));
        there && storage::order(keys, indexed_row(keys, *there).view(), key) != 0) {
      breach(run, history::conflict_kind::unique, key, duplicate_key(i.name, key_text(t, i, row)));
      return;
    }
    tx.put(i.tree, byte_view(e->key), index_image(keys, key));
  };
  if (to_build_.contains(i.tree)) {
    storage::tree const rows = tx.read(t.rows);
    static_cast<void>(tx.save());  // the rows stay as they are while the index is written
    storage::cursor c(rows);
    while (c.next()) add(run.layout.values_of(c.key(), c.row()), c.key());
    return;
  }
  auto const changes = changes_.find(t.rows);
  if (changes == changes_.end()) return;
  // Old entries first: rows may have exchanged what is unique.
  for (changed_row const& c : changes->second) {
    if (c.before.empty()) continue;
    row_values const row = run.layout.values_of(c.key.view(), run.view(c.before));
    auto const e = entry_of(t, i, row, c.key.view(), expressions_);
    if (e) tx.erase(i.tree, byte_view(e->key), index_image(keys, c.key.view()));
  }
  for (changed_row const& c : changes->second) {
    if (c.after.empty()) continue;
    add(run.layout.values_of(c.key.view(), run.view(c.after)), c.key.view());
  }
}

/// NOT NULL, CHECK, and the parents of rows.
void merge_rules::rows(table_run& run) {
  table_definition const& t = run.table;
  catalog_reader const catalog(run.tx, *cache_);
  tree_source const open = [&](tree_id id) { return run.tx.read(id); };
  // What our rows were not tested by: constraints that theirs adds, and parents that it replaces.
  std::set<object_id> fresh;
  for (constraint_definition const& c : t.constraints) {
    if (c.kind < constraint_kind::check || !run.ours) continue;
    bool known = std::any_of(run.ours->constraints.begin(), run.ours->constraints.end(),
                             [&](auto const& o) { return o.id == c.id; });
    if (c.kind == constraint_kind::foreign_key) {
      table_ptr const was = of(ours_).find_table(c.referenced);
      table_ptr const is = catalog.find_table(c.referenced);
      known = known && was && is && was->rows == is->rows;
    }
    if (!known) fresh.insert(c.id);
  }
  auto const test = [&](row_values const& row, storage::key_view const& key, bool only_new) {
    for (std::size_t i = 0; i != row.size(); ++i) {
      column_definition const& c = t.columns[i];
      if (!c.not_null || !row[i].is_null()) continue;
      breach(run, history::conflict_kind::check, key, null_value(t, i, row));
      return;
    }
    for (constraint_definition const& c : t.constraints) {
      if (only_new && !fresh.contains(c.id)) continue;
      if (c.kind == constraint_kind::check) {
        types::value const holds = evaluate(expressions_, t, c.text, row, types::type_id::boolean);
        if (!holds.is_null() && !holds.as<bool>())
          breach(run, history::conflict_kind::check, key, failed_check(t, c.name, row));
      } else if (c.kind == constraint_kind::foreign_key) {
        if (reference_of(t, c, row) != reference_kind::key) continue;
        table_ptr const parent = catalog.find_table(c.referenced);
        if (parent && run.tx.has(parent->rows) && has_parent(open, *parent, t, c, row)) continue;
        breach(run, history::conflict_kind::foreign_key, key,
               no_parent(t, c, parent ? *parent : t, row));
      }
    }
  };
  for (table_run::row const& r : run.rows) {
    if (r.after) test(*r.after, r.key.view(), false);
  }
  bool stricter = !fresh.empty();
  for (column_definition const& c : t.columns) {
    std::size_t const at = run.ours ? run.ours->find_column(c.id) : t.npos;
    stricter |= c.not_null && (at == t.npos || !run.ours->columns[at].not_null);
  }
  if (!stricter || !run.ours) return;
  run.each_other(run.rows, [&](storage::key_view const& key, storage::stored_row const& row) {
    test(run.layout.values_of(key, row), key, true);
  });
}

/// Rows that the source erased or re-keyed may have children here.
void merge_rules::parents(table_run& run) {
  table_definition const& t = run.table;
  catalog_reader const catalog(run.tx, *cache_);
  tree_source const open = [&](tree_id id) { return run.tx.read(id); };
  for (object_id const other : t.dependents) {
    table_ptr const child = catalog.find_table(other);
    if (!child || !run.tx.has(child->rows)) continue;
    for (constraint_definition const& f : child->constraints) {
      if (f.kind != constraint_kind::foreign_key || f.referenced != t.id) continue;
      for (table_run::row const& r : run.rows) {
        if (!r.before || (r.after && equal_in(t, f.referenced_columns, *r.before, *r.after)))
          continue;
        auto const children = find_children(open, *child, f, t, *r.before, 1);
        if (children.empty()) continue;
        auto const row = run.tx.read(child->rows).find(children.front().view());
        row_values const values = row_layout(*child, run.tx.read(child->rows).form())
                                      .values_of(children.front().view(), *row);
        if (has_parent(open, t, *child, f, values)) continue;  // another row took the key over
        breach(run, history::conflict_kind::foreign_key, r.key.view(),
               still_referenced(t, f, *child, *r.before));
      }
    }
  }
}

}  // namespace helios::catalog
