// helios/catalog/impl/table_writer.ipp -- rows through their constraints into trees.
#pragma once

#include <helios/catalog/table_writer.hpp>

#include <helios/catalog/constraint_error.hpp>
#include <helios/types/cast.hpp>

#include <algorithm>
#include <limits>

namespace helios::catalog {

/// The row that a change replaces, looked up when something of it is needed.
class table_writer::stored_row {
 public:
  stored_row(table_writer const& in, storage::key_view const& at)
      : in_(&in), key_(in.layout_.keys(), at) {}

  [[nodiscard]] storage::key const& key() const noexcept { return key_; }
  /// nullptr: there is none.
  [[nodiscard]] history::seen_row const* look_up() {
    if (!row_) row_ = in_->scope_->tx().find(in_->table_->rows, key_.view());
    return row_ ? &*row_ : nullptr;
  }
  /// Requires that there is one.
  [[nodiscard]] history::seen_row const& existing() {
    history::seen_row const* const row = look_up();
    HELIOS_EXPECTS(row != nullptr);
    return *row;
  }

 private:
  table_writer const* in_;
  storage::key key_;
  std::optional<history::seen_row> row_;
};

table_writer::table_writer(write_scope& scope, table_ptr table)
    : scope_(&scope),
      table_(std::move(table)),
      layout_(*table_, scope.tx().form(table_->rows)),
      images_(layout_),
      generated_(generated_columns(*table_)),
      entered_(scope.transactions_) {
  for (index_definition const& index : table_->indexes)
    check_index(scope.tx().form(index.tree), layout_.keys());
  for (std::size_t i = 0; i != table_->columns.size(); ++i) {
    if (table_->columns[i].not_null) required_.push_back(i);
  }
  for (constraint_definition const& c : table_->constraints) {
    if (c.kind == constraint_kind::check) checks_.push_back(&c);
    if (c.kind == constraint_kind::foreign_key) references_.push_back(&c);
  }
  enter();
}

bool table_writer::serves(std::uint64_t transaction) {
  if (entered_ == transaction) return true;
  history::transaction& tx = scope_->tx();
  if (&tx.form(table_->rows) != &layout_.form()) return false;  // shapes are kept once each
  for (index_definition const& index : table_->indexes)
    check_index(tx.form(index.tree), layout_.keys());
  enter();
  entered_ = transaction;
  return true;
}

void table_writer::enter() {
  scope_->tx().rely_on(objects_tree, key_of(table_->id));
  referencing_.clear();
  related_ = !table_->indexes.empty() || !references_.empty();
  if (table_->dependents.empty()) return;
  catalog_reader const in = scope_->catalog();
  for (object_id const id : table_->dependents) {
    table_ptr const child = in.find_table(id);
    if (!child) continue;  // a view
    for (constraint_definition const& c : child->constraints) {
      if (c.kind == constraint_kind::foreign_key && c.referenced == table_->id)
        referencing_.emplace_back(child, &c);
    }
  }
  related_ = related_ || !referencing_.empty();
}

types::value table_writer::default_of(std::size_t column) {
  column_definition const& c = table_->columns[column];
  if (c.sequence != no_object) {
    sequence_ptr const s = scope_->catalog().find_sequence(c.sequence);
    if (s) {
      return types::cast(types::value(scope_->next_value(*s)), c.type,
                         types::cast_context::assignment);
    }
  }
  if (numbers_rows(column, identity_kind::row_id)) return next_row_id(c);
  if (!c.default_text) return {};
  return types::cast(evaluate(scope_->expressions(), *table_, *c.default_text, {}, c.type), c.type,
                     types::cast_context::assignment);
}

/// Behind every key that was ever drawn, and every one that is there.
types::value table_writer::next_row_id(column_definition const& column) {
  history::engine& engine = scope_->engine();
  std::uint64_t const counter = raw(column.id);  // no object has this number
  auto drawn = static_cast<std::int64_t>(engine.next_id(counter));
  auto const greatest = scope_->tx().greatest(table_->rows);
  if (greatest && *greatest >= drawn) {
    // Keys were given from outside.
    if (*greatest == std::numeric_limits<std::int64_t>::max()) {
      throw error(errc::sequence_generator_limit_exceeded, "no value is left for column \"" +
                                                               column.name + "\" of relation \"" +
                                                               table_->name + "\"");
    }
    static_cast<void>(engine.next_id(counter, static_cast<std::uint64_t>(*greatest - drawn)));
    drawn = static_cast<std::int64_t>(engine.next_id(counter));
  }
  return types::cast(types::value(drawn), column.type, types::cast_context::assignment);
}

std::optional<row_values> table_writer::find(storage::key_view const& key) const {
  auto const found = scope_->tx().find(table_->rows, key);
  if (!found) return {};
  return layout_.values_of(key, *found);
}

row_values table_writer::finished(std::span<types::value const> values) {
  row_values row(values.begin(), values.end());
  finish(row);
  return row;
}

void table_writer::finish(row_values& row) {
  std::size_t const width = row.size();
  HELIOS_EXPECTS(width == table_->columns.size());
  for (std::size_t i = 0; i != width; ++i) {
    types::value& v = row[i];
    if (!v.is_null())
      types::cast_in_place(v, layout_.type_of(i), types::cast_context::assignment);
    else if (numbers_rows(i, identity_kind::autoincrement))
      v = next_row_id(table_->columns[i]);
  }
  for (std::size_t const i : generated_)
    row[i] = generated_value(scope_->expressions(), *table_, table_->columns[i], row);
  for (std::size_t const i : required_) {
    if (row[i].is_null()) throw null_value(*table_, i, row);
  }
  for (constraint_definition const* const c : checks_) {
    types::value const holds =
        evaluate(scope_->expressions(), *table_, c->text, row, types::type_id::boolean);
    if (!holds.is_null() && !holds.as<bool>()) throw failed_check(*table_, c->name, row);
  }
}

std::optional<table_writer::duplicate> table_writer::find_duplicate(
    std::span<types::value const> row, std::optional<object_id> only) const {
  if (layout_.kind() == row_key_kind::row_id) return find_duplicate(row, nullptr, nullptr, only);
  storage::key const key = layout_.key_of(row);
  return find_duplicate(row, &key, nullptr, only);
}

/// `key`: where the row will be, nullptr for a fresh row id; `replaced`: the row it is a new
/// version of.
std::optional<table_writer::duplicate> table_writer::find_duplicate(
    std::span<types::value const> row, storage::key const* key, storage::key const* replaced,
    std::optional<object_id> only) const {
  history::transaction& tx = scope_->tx();
  if (only) {
    for (constraint_definition const& c : table_->constraints) {
      if (c.id == *only && c.kind == constraint_kind::unique) only = c.index;
    }
  }
  auto const is_replaced = [&](storage::key const& other) {
    return replaced != nullptr &&
           storage::order(layout_.keys(), other.view(), replaced->view()) == 0;
  };
  bool const by_key = key != nullptr && (!only || *only == table_->primary_key()->id);
  if (by_key && !is_replaced(*key) && tx.find(table_->rows, key->view())) {
    constraint_definition const& primary = *table_->primary_key();
    return duplicate{primary.name, *key, key_text(*table_, primary.columns, row)};
  }
  for (index_definition const& index : table_->indexes) {
    if (!index.unique || (only && *only != index.id)) continue;
    auto const entry = entry_of(*table_, index, row, {}, scope_->expressions());
    if (!entry || !entry->unique) continue;
    auto const found = tx.find(index.tree, byte_view(entry->key));
    if (!found) continue;
    storage::key other = indexed_row(layout_.keys(), *found);
    if (!is_replaced(other))
      return duplicate{index.name, std::move(other), key_text(*table_, index, row)};
  }
  return {};
}

storage::key table_writer::insert(std::span<types::value const> values) {
  at_hand_.assign(values.begin(), values.end());
  return insert(std::move(at_hand_));
}

storage::key table_writer::insert(row_values&& row) {
  history::transaction& tx = scope_->tx();
  finish(row);
  bool const hidden = layout_.kind() == row_key_kind::row_id;
  storage::key key = hidden ? storage::key() : layout_.key_of(row);
  if (auto const d = find_duplicate(row, hidden ? nullptr : &key, nullptr))
    throw duplicate_key(d->constraint, d->key);
  if (hidden) {
    std::uint64_t const id = scope_->engine().next_id(history::engine::counter_rows);
    key = storage::key(storage::key_kind::int64, static_cast<std::int64_t>(id));
  }
  std::vector<std::optional<index_entry>> entries;
  entries.reserve(table_->indexes.size());
  for (index_definition const& index : table_->indexes)
    entries.push_back(entry_of(*table_, index, row, key.view(), scope_->expressions()));
  tx.put(table_->rows, key.view(), images_.image_of(row));
  for (std::size_t i = 0; i != entries.size(); ++i)
    write_index(table_->indexes[i], {}, {}, entries[i], key.view());
  expect_parents(key, row, nullptr);
  return key;
}

std::optional<storage::key> table_writer::update(storage::key_view const& at,
                                                 std::span<types::value const> values) {
  at_hand_.assign(values.begin(), values.end());
  return update(at, std::move(at_hand_));
}

std::optional<storage::key> table_writer::update(storage::key_view const& at, row_values&& row) {
  stored_row old(*this, at);
  if (old.look_up() == nullptr) return {};
  return replace(old, std::move(row));
}

storage::key table_writer::update_known(storage::key_view const& at, row_values&& row) {
  stored_row old(*this, at);
  return replace(old, std::move(row));
}

bool table_writer::stand_alone(std::span<std::size_t const> columns) const noexcept {
  return !related_ && checks_.empty() && generated_.empty() &&
         std::none_of(columns.begin(), columns.end(), [this](std::size_t c) {
           std::vector<std::size_t> const& keys = layout_.key_columns();
           return std::find(keys.begin(), keys.end(), c) != keys.end();
         });
}

void table_writer::update_columns(storage::key_view const& at, history::seen_row const& before,
                                  std::span<std::size_t const> columns,
                                  std::span<types::value> values) {
  for (std::size_t i = 0; i != columns.size(); ++i) {
    column_definition const& c = table_->columns[columns[i]];
    types::cast_in_place(values[i], c.type, types::cast_context::assignment);
  }
  for (std::size_t const required : required_) {
    auto const given = std::find(columns.begin(), columns.end(), required);
    if (given == columns.end() ||
        !values[static_cast<std::size_t>(given - columns.begin())].is_null())
      continue;
    row_values row = layout_.values_of(at, before);
    for (std::size_t i = 0; i != columns.size(); ++i) row[columns[i]] = values[i];
    throw null_value(*table_, required, row);
  }
  scope_->tx().put(table_->rows, at, images_.image_of(before, columns, values));
}

storage::key table_writer::replace(stored_row& old, row_values&& row) {
  history::transaction& tx = scope_->tx();
  row_values const before =
      related_ ? layout_.values_of(old.key().view(), old.existing()) : row_values();
  for (std::size_t i = 0; i != row.size(); ++i) {
    if (row[i].is_null() && numbers_rows(i, identity_kind::autoincrement))
      throw null_value(*table_, i, row);
  }
  finish(row);
  storage::key key = layout_.kind() == row_key_kind::row_id ? old.key() : layout_.key_of(row);
  if (auto const d = find_duplicate(row, &key, &old.key()))
    throw duplicate_key(d->constraint, d->key);
  struct change {
    std::optional<index_entry> before, after;
  };
  std::vector<change> changes;
  for (index_definition const& index : table_->indexes) {
    changes.push_back({entry_of(*table_, index, before, old.key().view(), scope_->expressions()),
                       entry_of(*table_, index, row, key.view(), scope_->expressions())});
  }
  bool const same_key = storage::order(layout_.keys(), key.view(), old.key().view()) == 0;
  byte_view const image = images_.image_of(row, [&old] { return &old.existing(); });
  if (!same_key) tx.erase(table_->rows, old.key().view(), old.existing().image());
  tx.put(table_->rows, key.view(), image);
  for (std::size_t i = 0; i != changes.size(); ++i)
    write_index(table_->indexes[i], changes[i].before, old.key().view(), changes[i].after,
                key.view());
  // Under another key the row is another one to the check at the tip.
  expect_parents(key, row, same_key ? &before : nullptr);
  leave_children(before, &row);
  return key;
}

bool table_writer::erase(storage::key_view const& at) {
  history::transaction& tx = scope_->tx();
  storage::key const key(layout_.keys(), at);
  auto const found = tx.find(table_->rows, key.view());
  if (!found) return false;
  row_values const row = related_ ? layout_.values_of(key.view(), *found) : row_values();
  tx.erase(table_->rows, key.view(), found->image());
  for (index_definition const& index : table_->indexes)
    write_index(index, entry_of(*table_, index, row, key.view(), scope_->expressions()), key.view(),
                {}, {});
  leave_children(row, nullptr);
  return true;
}

void table_writer::write_index(index_definition const& index,
                               std::optional<index_entry> const& before,
                               storage::key_view const& old_key,
                               std::optional<index_entry> const& after,
                               storage::key_view const& new_key) {
  history::transaction& tx = scope_->tx();
  bool const same_row = before && after && storage::order(layout_.keys(), old_key, new_key) == 0;
  if (same_row && before->key == after->key) return;
  if (before && (!after || before->key != after->key))
    tx.erase(index.tree, byte_view(before->key), index_image(layout_.keys(), old_key));
  if (after) tx.put(index.tree, byte_view(after->key), index_image(layout_.keys(), new_key));
}

/// The row's foreign keys, those apart that an update left as they were.
void table_writer::expect_parents(storage::key const& key, std::span<types::value const> row,
                                  row_values const* before) {
  for (constraint_definition const* const c : references_) {
    if (before != nullptr && equal_in(*table_, c->columns, row, *before)) continue;
    switch (reference_of(*table_, *c, row)) {
      case reference_kind::none: break;
      case reference_kind::key:
        scope_->pending_.children.push_back({table_->id, c->id, key});
        break;
      case reference_kind::mixed:
        throw error(errc::foreign_key_violation, "insert or update on table \"" + table_->name +
                                                     "\" violates foreign key constraint \"" +
                                                     c->name + "\"")
            .detail("MATCH FULL does not allow mixing of null and nonnull key values.");
    }
  }
}

/// What references the row has lost it, if its key is another now. `now` nullptr: it is gone.
void table_writer::leave_children(std::span<types::value const> row, row_values const* now) {
  for (auto const& [child, key] : referencing_) {
    if (now != nullptr && equal_in(*table_, key->referenced_columns, row, *now)) continue;
    key_action const action = now != nullptr ? key->on_update : key->on_delete;
    if (action == key_action::restrict) {
      auto const open = [this](tree_id id) { return scope_->tx().read(id); };
      if (!find_children(open, *child, *key, *table_, row, 1).empty()) {
        scope_->told_of(child->rows);
        throw still_referenced(*table_, *key, *child, row);
      }
    }
    write_scope::parent_event event;
    event.old = {table_->id, child->id, key->id, row_values(row.begin(), row.end())};
    if (now != nullptr) event.now = *now;
    scope_->events_.push_back(std::move(event));
  }
}

}  // namespace helios::catalog
