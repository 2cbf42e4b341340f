// helios/catalog/impl/merge_objects.ipp -- objects against objects.
#pragma once

#include <helios/catalog/merge_objects.hpp>

#include <helios/catalog/foreign_key.hpp>
#include <helios/catalog/table_merge.hpp>
#include <helios/history/diff.hpp>

#include <helios/catalog/impl/merge_names.hpp>
#include <helios/catalog/impl/merge_parts.hpp>
#include <helios/catalog/impl/merge_texts.hpp>

#include <algorithm>

namespace helios::catalog {

using history::on_conflict, history::tree_origin;

namespace detail {

/// As it is without who depends on it.
[[nodiscard]] inline bytes own_definition(object_row const& row) {
  auto const without = [](auto d) {
    d.dependents.clear();
    return encode(d).definition;
  };
  if (row.kind == object_kind::table) return without(decode_table(row));
  if (row.kind == object_kind::view) return without(decode_view(row));
  if (row.kind == object_kind::type) return without(decode_enumeration(row));
  return row.definition;
}

[[nodiscard]] inline bool has_dropped(storage::shape const& form, column_id column) {
  return std::binary_search(form.dropped().begin(), form.dropped().end(), column);
}

}  // namespace detail

merge_objects::merge_objects(std::shared_ptr<history::engine> const& in, on_conflict policy,
                             history::version_ptr const& base, history::version_ptr const& ours,
                             history::version_ptr const& theirs, expression_source* expressions)
    : engine_(in),
      expressions_(expressions),
      policy_(policy),
      base_(read(base)),
      ours_(read(ours)),
      theirs_(read(theirs)) {
  bool const branch_wins = policy == on_conflict::branch_wins;
  winner_ = branch_wins ? &theirs_ : &ours_;
  loser_ = branch_wins ? &ours_ : &theirs_;
  won_ = branch_wins ? tree_origin::theirs : tree_origin::ours;
  std::set<object_id> ids;
  for (side const* s : {&base_, &ours_, &theirs_}) {
    for (auto const& [id, o] : s->all) ids.insert(id);
  }
  for (object_id const id : ids) decide(id);
  while (settle_names() || settle_needs() || settle_sequences() || settle_texts()) {
  }
  // After a refusal something is missing, which only on_conflict::fail goes on with.
  for (auto const& [id, o] : merged_) {
    if (auto const why = refused_ ? std::nullopt : broken_part(o)) refuse(o, *why);
  }
  set_origins();
  set_dependents();
}

merge_objects::side merge_objects::read(history::version_ptr const& state) const {
  side s{state, {}};
  auto const rows = storage::open_tree(state->root(), objects_tree, engine_->space());
  if (!rows) return s;
  storage::cursor c(*rows);
  while (c.next()) {
    object o{read_object(c.key(), c.row()), {}};
    if (o.row.kind == object_kind::index) continue;  // its table's
    if (o.row.kind == object_kind::table) o.table = decode_table(o.row);
    s.all.emplace(o.row.id, std::move(o));
  }
  return s;
}

bool merge_objects::same(object const& a, object const& b) {
  return a.row == b.row || (a.row.name == b.row.name && a.row.schema == b.row.schema &&
                            detail::own_definition(a.row) == detail::own_definition(b.row));
}

std::optional<storage::tree> merge_objects::rows(side const& of, tree_id id) const {
  return storage::open_tree(of.state->root(), id, engine_->space());
}

bool merge_objects::wrote(side const& by, tree_id id) const {
  auto const before = rows(base_, id), after = rows(by, id);
  return !before || !after || history::detail::differ(*before, *after);
}

void merge_objects::decide(object_id id) {
  object const *const b = base_.find(id), *const o = ours_.find(id), *const t = theirs_.find(id);
  if (o == nullptr && t == nullptr) return;
  if (o == nullptr || t == nullptr) {
    side const& there = o != nullptr ? ours_ : theirs_;
    object const& left = *(o != nullptr ? o : t);
    if (b == nullptr) {
      merged_.emplace(id, left);
    } else if (!same(*b, left) || (left.table && wrote(there, left.table->rows))) {
      as_winner(id);
    }
    return;
  }
  object const& base = b != nullptr ? *b : *o;
  object m = *o;
  bool merges = detail::merge_one(base.row.name, o->row.name, t->row.name, m.row.name);
  if (!merges) m.row.name = winner_->find(id)->row.name;
  if (!detail::merge_one(base.row.schema, o->row.schema, t->row.schema, m.row.schema)) {
    m.row.schema = winner_->find(id)->row.schema;
    merges = false;
  }
  merges &= merge_definition(m, base, *o, *t);
  if (!merges) contested_.insert(id);
  merged_.emplace(id, std::move(m));
}

/// False: it is the winner's.
bool merge_objects::merge_definition(object& out, object const& base, object const& o,
                                     object const& t) {
  if (o.row == t.row) return true;
  object const &won = *winner_->find(out.row.id), &lost = *loser_->find(out.row.id);
  if (out.table) {
    table_definition const &was = *base.table, &here = *o.table, &there = *t.table;
    // Rows that one side wrote anew cannot take over what the other did to those that were there.
    side const& old_rows = here.rows == was.rows ? ours_ : theirs_;
    bool const apart = here.rows != there.rows && wrote(old_rows, was.rows);
    auto merged = apart ? std::optional<table_definition>() : merge_tables(was, here, there);
    bool const contradicts =
        !merged || brings_back(*merged) ||
        (!same(base, o) && !same(base, t) &&
         (detail::loses_column(*merged, was, here) || detail::loses_column(*merged, was, there)));
    if (contradicts) return take_winners_table(out, won, lost), false;
    out.table = std::move(*merged);
    return true;
  }
  if (same(base, t) || same(o, t)) return true;
  bytes const before = detail::own_definition(base.row);
  if (before == detail::own_definition(t.row)) return true;
  if (before == detail::own_definition(o.row)) return out.row.definition = t.row.definition, true;
  out.row.definition = won.row.definition;
  if (out.row.kind != object_kind::type) return false;
  auto const e = merge_enumerations(decode_enumeration(base.row), decode_enumeration(o.row),
                                    decode_enumeration(t.row));
  if (e) return out.row.definition = encode(*e).definition, true;
  // The loser's rows may hold labels that the winner has not, or has under another text.
  if (!decode_enumeration(lost.row).dependents.empty())
    refuse(out, "both changed the labels of " + detail::named(out.row));
  return false;
}

/// Whether a column is in a definition that one side's rows have dropped: a merge into the other
/// kept it, and what the rows held in it meanwhile is not known.
bool merge_objects::brings_back(table_definition const& t) const {
  auto const here = rows(ours_, t.rows), there = rows(theirs_, t.rows);
  if (!here || !there) return false;
  return std::any_of(t.columns.begin(), t.columns.end(), [&](column_definition const& c) {
    return detail::has_dropped(here->form(), c.id) || detail::has_dropped(there->form(), c.id);
  });
}

/// The loser's rows are taken over if they have all that the winner wants of them.
void merge_objects::take_winners_table(object& out, object const& won, object const& lost) {
  out.table = won.table;
  out.rows = won_;
  winners_tables_.insert(out.row.id);
  tree_id const id = won.table->rows;
  if (lost.table->rows != id) return;
  forms_.erase(id);
  storage::shape const &mine = rows(*winner_, id)->form(), &other = rows(*loser_, id)->form();
  auto const before = rows(base_, id);
  for (storage::column_shape const& c : mine.columns()) {
    // What a merge before this one left out, its rows have not: in the base it is.
    bool const left_out = before && before->form().find(c.id) != storage::shape::npos &&
                          other.find(c.id) == storage::shape::npos;
    if (left_out || detail::has_dropped(other, c.id)) return;
  }
  out.rows = tree_origin::rows;
  forms_[id] = &mine;
}

/// The whole object, a table with the sequences of its columns.
void merge_objects::as_winner(object_id id) {
  contested_.insert(id);
  object const* const won = winner_->find(id);
  merged_.erase(id);
  if (won == nullptr) return;
  object& o = merged_.emplace(id, *won).first->second;
  o.rows = won_;
  if (!o.table) return;
  forms_.erase(o.table->rows);
  for (auto const& [other, s] : winner_->all) {
    if (s.row.kind == object_kind::sequence && decode_sequence(s.row).owner == id)
      merged_.emplace(other, s);
  }
}

std::vector<merge_objects::claim> merge_objects::claims_of(object const& o) {
  object_row const& row = o.row;
  std::vector<claim> all{{detail::claimed_name(row, row.name), row.id, row.id}};
  // A table or view has a type of its own name.
  if (row.kind == object_kind::table || row.kind == object_kind::view)
    all.push_back({name_key(name_class::type, row.schema, row.name), row.id, row.id});
  if (o.table) {
    detail::each_index_object(*o.table, [&](object_id id, std::string const& name) {
      all.push_back({detail::claimed_name(row, name), row.id, id});
    });
  }
  return all;
}

/// True: one name was settled.
bool merge_objects::settle_names() {
  std::map<bytes, claim> taken;
  for (auto const& [id, o] : merged_) {
    for (claim const& c : claims_of(o)) {
      auto const [at, is_free] = taken.emplace(c.name, c);
      if (is_free) continue;
      object const* const won = winner_->find(id);
      std::vector<claim> const there = won != nullptr ? claims_of(*won) : std::vector<claim>();
      bool const keeps = std::find(there.begin(), there.end(), c) != there.end();
      yield(claim(keeps ? at->second : c));
      return true;
    }
  }
  return false;
}

/// The winner has something else under this name.
void merge_objects::yield(claim const& c) {
  object& o = merged_.at(c.object);
  object const* const won = winner_->find(c.object);
  // Nobody chose the name of a serial column's sequence: it takes the next one, as in CREATE TABLE.
  if (auto const chosen = won == nullptr ? chosen_name(o) : std::nullopt)
    return static_cast<void>(o.row.name = free_name(o.row, *chosen));
  contested_.insert(c.object);
  if (won != nullptr) {
    o.row.name = won->row.name;
    o.row.schema = won->row.schema;
  }
  if (c.of == c.object) {
    if (won == nullptr) merged_.erase(c.object);
    return;
  }
  table_definition& t = *o.table;
  bool const of_constraint =
      std::any_of(t.constraints.begin(), t.constraints.end(),
                  [&](constraint_definition const& k) { return k.id == c.of || k.index == c.of; });
  if (of_constraint) {
    object const* const lost = loser_->find(c.object);
    if (won == nullptr || lost == nullptr) return as_winner(c.object);
    return take_winners_table(o, *won, *lost);
  }
  index_definition const* const there = won != nullptr ? won->table->find_index(c.of) : nullptr;
  if (there == nullptr) {
    std::erase_if(t.indexes, [&](index_definition const& i) { return i.id == c.of; });
    return;
  }
  for (index_definition& i : t.indexes) {
    if (i.id == c.of) i.name = there->name;
  }
}

std::vector<object_id> merge_objects::needs_of(object const& o) const {
  std::vector<object_id> all;
  auto const need = [&](object_id id) {
    if (id != no_object) all.push_back(id);
  };
  need(o.row.schema);
  if (o.row.kind == object_kind::view) {
    for (object_id const id : decode_view(o.row).reads) need(id);
    for (object_id const id : types_named_in(o)) need(id);
  } else if (o.row.kind == object_kind::sequence) {
    need(decode_sequence(o.row).owner);
  } else if (o.table) {
    each_enumeration(*o.table, [&](column_definition const& c) { need(enumeration_of(c)); });
    for (column_definition const& c : o.table->columns) need(c.sequence);
    for (constraint_definition const& c : o.table->constraints) need(c.referenced);
  }
  return all;
}

/// True: something that was missing is there, or what needed it is not.
bool merge_objects::settle_needs() {
  for (auto const& [id, o] : merged_) {
    for (object_id const needed : needs_of(o)) {
      if (merged_.contains(needed)) continue;
      if (winner_->find(needed) != nullptr) return as_winner(needed), true;
      bool const of_it = needed == o.row.schema || o.row.kind == object_kind::sequence;
      if (of_it) return as_winner(id), true;
      object const* gone = loser_->find(needed);
      if (gone == nullptr) gone = base_.find(needed);
      refuse(o, detail::named(o.row) + " needs " +
                    (gone != nullptr ? detail::named(gone->row) : "an object") +
                    ", which is not taken over or was dropped");
      return false;
    }
  }
  return false;
}

/// The sequences of a table's columns are the winner's, too. True: one was settled.
bool merge_objects::settle_sequences() {
  if (winners_tables_.empty()) return false;
  auto const of_winners_table = [this](object const& o) {
    return o.row.kind == object_kind::sequence &&
           winners_tables_.contains(decode_sequence(o.row).owner);
  };
  for (auto const& [id, o] : merged_) {
    if (!of_winners_table(o) || winner_->find(id) != nullptr) continue;
    contested_.insert(id);
    return merged_.erase(id), true;
  }
  for (auto const& [id, o] : winner_->all) {
    if (of_winners_table(o) && merged_.emplace(id, o).second) return true;
  }
  return false;
}

/// What an object needs of another that is there.
std::optional<std::string> merge_objects::broken_part(object const& o) const {
  auto const table = [&](object_id id) -> table_definition const* {
    auto const at = merged_.find(id);
    return at == merged_.end() || !at->second.table ? nullptr : &*at->second.table;
  };
  auto const lacks = [&](std::string const& what, object_id id) {
    return what + ", which " + detail::named(merged_.at(id).row) + " has not any more";
  };
  if (o.row.kind == object_kind::sequence) {
    sequence_definition const s = decode_sequence(o.row);
    table_definition const* const t = table(s.owner);
    if (t != nullptr && t->find_column(s.owner_column) == t->npos)
      return lacks(detail::named(o.row) + " is owned by a column", s.owner);
  }
  if (o.row.kind == object_kind::view && !reads_as_on(ours_, o) && !reads_as_on(theirs_, o)) {
    return detail::named(o.row) +
           " reads or names what the other branch renamed, moved, or dropped a column of";
  }
  if (!o.table) return {};
  for (constraint_definition const& c : o.table->constraints) {
    if (c.kind != constraint_kind::foreign_key) continue;
    table_definition const* const parent = table(c.referenced);
    if (parent != nullptr && !keeps_unique(*parent, c.referenced_columns)) {
      return lacks(
          "constraint \"" + c.name + "\" of " + detail::named(o.row) + " needs a unique constraint",
          c.referenced);
    }
  }
  return {};
}

void merge_objects::refuse(object const& o, std::string const& why) {
  contested_.insert(o.row.id);
  refused_ = true;
  if (policy_ != on_conflict::fail) throw detail::not_mergeable(why);
}

}  // namespace helios::catalog
