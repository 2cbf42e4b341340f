// helios/catalog/impl/merge_objects_texts.ipp -- what texts say of other objects: whether it holds
// in a merged catalog.
#pragma once

#include <helios/catalog/merge_objects.hpp>

#include <helios/catalog/impl/merge_names.hpp>
#include <helios/catalog/impl/merge_texts.hpp>

#include <algorithm>

namespace helios::catalog {

namespace detail {

/// A table with its enumerations as they are among some objects (D6).
template <class Objects>
[[nodiscard]] table_definition with_types(table_definition t, Objects const& all) {
  each_enumeration(t, [&](column_definition& c) {
    auto const at = all.find(enumeration_of(c));
    if (at != all.end()) c.type.precision = type_of(decode_enumeration(at->second.row)).precision;
  });
  return t;
}

/// Whether expressions of both are the same over the same columns.
[[nodiscard]] inline bool reads_alike(table_definition const& a, table_definition const& b) {
  return a == b ||
         (expressions_of(a) == expressions_of(b) &&
          std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                     [](column_definition const& x, column_definition const& y) {
                       return x.id == y.id && x.name == y.name && x.type == y.type;
                     }));
}

}  // namespace detail

/// The types that a view's text names where it is from.
std::vector<object_id> merge_objects::types_named_in(object const& view) const {
  std::string const query = decode_view(view.row).query;
  std::vector<object_id> all;
  for (side const* s : {winner_, loser_}) {
    object const* const there = s->find(view.row.id);
    if (there == nullptr || decode_view(there->row).query != query) continue;
    for (auto const& [id, o] : s->all) {
      if (o.row.kind == object_kind::type && detail::names_type(query, o.row.name))
        all.push_back(id);
    }
    break;  // the other's text is the same, its types may be others
  }
  return all;
}

/// Whether the labels that a text has as literals are those of the same numbers as on a side.
bool merge_objects::labels_as_on(side const& s, std::string_view text) const {
  std::vector<std::string> const literals = detail::literals_of(text);
  if (literals.empty()) return true;
  for (auto const& [id, o] : s.all) {
    if (o.row.kind != object_kind::type) continue;
    auto const at = merged_.find(id);
    if (at == merged_.end() || at->second.row == o.row) continue;
    std::vector<types::enumeration_label> const now = decode_enumeration(at->second.row).labels;
    for (types::enumeration_label const& l : decode_enumeration(o.row).labels) {
      bool const still = std::find(now.begin(), now.end(), l) != now.end();
      if (!still && detail::has_label(literals, l.text)) return false;
    }
  }
  return true;
}

/// Whether all that a view reads is as on a side that has this very view.
bool merge_objects::reads_as_on(side const& s, object const& view) const {
  object const* const there = s.find(view.row.id);
  view_definition const v = decode_view(view.row);
  if (there == nullptr || decode_view(there->row).query != v.query) return false;
  auto const full_name = [](objects const& all, object const& o) {
    return std::pair(all.at(o.row.schema).row.name, o.row.name);
  };
  for (object_id const id : types_named_in(view)) {
    object const* const was = s.find(id);
    if (was != nullptr && full_name(s.all, *was) != full_name(merged_, merged_.at(id)))
      return false;
  }
  return std::all_of(v.reads.begin(), v.reads.end(),
                     [&](object_id id) {
                       object const *const was = s.find(id), &is = merged_.at(id);
                       if (was == nullptr || full_name(s.all, *was) != full_name(merged_, is))
                         return false;
                       auto const columns = detail::named_columns(is);
                       for (auto const& c : detail::named_columns(*was)) {
                         bool const there_still =
                             std::find(columns.begin(), columns.end(), c) != columns.end();
                         if (!there_still && detail::mentions(v.query, c.name)) return false;
                       }
                       return true;
                     }) &&
         labels_as_on(s, v.query);
}

/// Why an expression of a table means nothing, or something else than where it is from.
std::optional<std::string> merge_objects::meaningless_part(object const& o) const {
  if (expressions_ == nullptr || !o.table) return {};
  table_definition const merged = detail::with_types(*o.table, merged_);
  for (side const* s : {winner_, loser_}) {
    object const* const there = s->find(o.row.id);
    if (there != nullptr && detail::reads_alike(merged, detail::with_types(*there->table, s->all)))
      return {};
  }
  for (side const* s : {winner_, loser_}) {
    object const* const there = s->find(o.row.id);
    if (there == nullptr) continue;
    std::vector<detail::kept_expression> const from = detail::expressions_of(*there->table);
    for (detail::kept_expression const& e : detail::expressions_of(merged)) {
      if (e.is_in(from) && !labels_as_on(*s, e.text))
        return "a label in an expression of " + detail::named(o.row) + " has another name";
    }
  }
  for (detail::kept_expression const& e : detail::expressions_of(merged)) {
    try {
      expressions_->bind(merged, e.text, e.wanted);
    } catch (error const& why) {
      return "an expression of " + detail::named(o.row) + " would not be valid: " + why.message();
    }
  }
  return {};
}

/// True: what an expression is about, or its table, is the winner's.
bool merge_objects::settle_texts() {
  for (auto& [id, o] : merged_) {
    auto const why = meaningless_part(o);
    if (!why) continue;
    bool settled = false;
    each_enumeration(*o.table, [&](column_definition const& c) {
      settled = settled || take_winners_type(enumeration_of(c));
    });
    if (settled) return true;
    object const *const won = winner_->find(id), *const lost = loser_->find(id);
    if (won != nullptr && lost != nullptr && !detail::reads_alike(*o.table, *won->table)) {
      contested_.insert(id);
      take_winners_table(o, *won, *lost);
      return true;
    }
    refuse(o, *why);
  }
  return false;
}

/// False: it is the winner's.
bool merge_objects::take_winners_type(object_id id) {
  auto const at = merged_.find(id);
  object const* const won = winner_->find(id);
  if (at == merged_.end() || won == nullptr) return false;
  object& o = at->second;
  auto const theirs = decode_enumeration(won->row).labels, now = decode_enumeration(o.row).labels;
  if (theirs == now && o.row.name == won->row.name) return false;
  contested_.insert(id);
  for (types::enumeration_label const& l : now) {
    bool const known = std::any_of(theirs.begin(), theirs.end(),
                                   [&](auto const& other) { return other.number == l.number; });
    if (known) continue;
    // The loser's rows may hold it.
    refuse(o, "both changed the labels of " + detail::named(o.row) + ", or what names them");
    return false;
  }
  o.row.name = won->row.name;
  o.row.definition = won->row.definition;
  return true;
}

}  // namespace helios::catalog
