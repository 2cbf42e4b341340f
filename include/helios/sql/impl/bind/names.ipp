// helios/sql/impl/bind/names.ipp -- columns and FROM items by name, from the innermost scope
// outwards; values that cross a frame become slots.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

namespace detail {

[[nodiscard]] inline std::string dotted(ast::list<ast::name> parts) {
  std::string r;
  for (ast::name const& part : parts) {
    if (!r.empty()) r += '.';
    r += part.text;
  }
  return r;
}

[[nodiscard]] inline std::string quoted(std::string_view name) {
  return '"' + std::string(name) + '"';
}

/// The name without its last part.
[[nodiscard]] inline ast::list<ast::name> qualifier(ast::list<ast::name> parts, arena& memory) {
  ast::list<ast::name> r;
  for (std::uint32_t i = 0; i + 1 < parts.size(); ++i) r.append(memory, parts[i]);
  return r;
}

/// t, s.t or b.s.t is this item.
[[nodiscard]] inline bool is_called(relation const& r, ast::list<ast::name> name) noexcept {
  if (r.name != name.back().text || !r.named || r.name.empty()) return false;
  switch (name.size()) {
    case 1: return true;
    case 2: return !r.schema.empty() && (r.schema == name[0].text || r.branch == name[0].text);
    case 3: return r.branch == name[0].text && r.schema == name[1].text;
    default: return false;
  }
}

/// The field, a visible one before a hidden one. Throws 42702 if two items have it.
[[nodiscard]] inline field const* find_field(std::span<relation const> in, std::string_view name,
                                             context const& of, ast::position at) {
  field const* found = nullptr;
  for (relation const& r : in) {
    if (!r.plain) continue;
    for (field const& f : r.fields) {
      if (f.name != name) continue;
      if (found != nullptr && found->hidden == f.hidden)
        throw error(errc::ambiguous_column, "column reference " + quoted(name) + " is ambiguous")
            .at(of.place(at));
      if (found == nullptr || found->hidden) found = &f;
    }
  }
  return found;
}
[[nodiscard]] inline field const* find_field(relation const& r, std::string_view name,
                                             context const& of, ast::position at) {
  field const* found = nullptr;
  for (field const& f : r.fields) {
    if (f.name != name) continue;
    if (found != nullptr && found->hidden == f.hidden)
      throw error(errc::ambiguous_column, "column reference " + quoted(name) + " is ambiguous")
          .at(of.place(at));
    if (found == nullptr || found->hidden) found = &f;
  }
  return found;
}

[[noreturn]] inline void throw_no_column(scope& in, std::string_view name, ast::position at) {
  for (scope* s = &in; s != nullptr; s = s->outer) {
    for (relation const& r : s->relations) {
      if (s->open && r.name == name && r.named)
        not_supported(in, "a whole row as a value (" + quoted(name) + ")", at);
    }
  }
  std::string hint;
  for (scope* s = &in; s != nullptr && hint.empty(); s = s->outer) {
    for (relation const& r : s->relations) {
      bool const has = std::any_of(r.fields.begin(), r.fields.end(),
                                   [&](field const& f) { return f.name == name; });
      if (has && hint.empty())
        hint = "There is a column named " + quoted(name) + " in table " + quoted(r.name) +
               ", but it cannot be referenced from this part of the query.";
    }
  }
  throw error(errc::undefined_column, "column " + quoted(name) + " does not exist")
      .hint(std::move(hint))
      .at(in.place(at));
}

[[noreturn]] inline void throw_no_relation(scope& in, ast::list<ast::name> name, ast::position at) {
  for (scope* s = &in; s != nullptr; s = s->outer) {
    for (relation const& r : s->relations) {
      bool const same_table =
          r.table && r.table->name == name.back().text && r.name != r.table->name;
      if (r.name != name.back().text && !same_table) continue;
      std::string hint =
          same_table ? "Perhaps you meant to reference the table alias " + quoted(r.name) + '.'
                     : "There is an entry for table " + quoted(r.name) +
                           ", but it cannot be referenced from this part of the query.";
      throw error(errc::undefined_table,
                  "invalid reference to FROM-clause entry for table " + quoted(name.back().text))
          .hint(std::move(hint))
          .at(in.place(at));
    }
  }
  throw error(errc::undefined_table,
              "missing FROM-clause entry for table " + quoted(name.back().text))
      .at(in.place(at));
}

}  // namespace detail

std::pair<scope*, relation*> find_relation(scope& in, ast::list<ast::name> name, ast::position at) {
  for (scope* s = &in; s != nullptr; s = s->outer) {
    if (!s->open) continue;
    relation* found = nullptr;
    for (relation& r : s->relations) {
      if (!detail::is_called(r, name)) continue;
      if (found != nullptr)
        throw error(errc::ambiguous_alias,
                    "table reference " + detail::quoted(name.back().text) + " is ambiguous")
            .at(in.place(at));
      found = &r;
    }
    if (found != nullptr) return {s, found};
  }
  detail::throw_no_relation(in, name, at);
}

namespace detail {

inline void check_lateral(scope const& in, scope const& owner, relation const& r,
                          ast::position at) {
  if (&in == &owner || r.lateral_ok) return;
  throw error(errc::invalid_column_reference,
              "invalid reference to FROM-clause entry for table " + quoted(r.name))
      .detail("The combining JOIN type must be INNER or LEFT for a LATERAL reference.")
      .at(in.place(at));
}

[[nodiscard]] inline expression_ptr bind_qualified(scope& in, ast::column const& e) {
  if (e.parts.size() > 4)
    throw error(errc::syntax_error,
                "improper qualified name (too many dotted names): " + dotted(e.parts))
        .at(in.place(e.at));
  arena names;
  ast::list<ast::name> const table = qualifier(e.parts, names);
  auto const [owner, r] = find_relation(in, table, e.at);
  check_lateral(in, *owner, *r, e.at);
  std::string_view const name = e.parts.back().text;
  field const* const f = find_field(*r, name, in.of, e.at);
  if (f == nullptr)
    throw error(errc::undefined_column, "column " + dotted(e.parts) + " does not exist")
        .at(in.place(e.at));
  return carry(in, *owner, f->value, e.at);
}

[[nodiscard]] inline expression_ptr bind_plain(scope& in, ast::column const& e) {
  std::string_view const name = e.parts[0].text;
  for (scope* s = &in; s != nullptr; s = s->outer) {
    if (!s->open) continue;
    if (field const* const f = find_field(s->relations, name, in.of, e.at)) {
      for (relation const& r : s->relations) {
        if (!r.plain || f < r.fields.data() || f >= r.fields.data() + r.fields.size()) continue;
        check_lateral(in, *s, r, e.at);
        if (in.of.resolved != nullptr)
          in.of.resolved->qualifiers.emplace(e.at.offset, qualifier_of(in, *s, r, *f));
      }
      return carry(in, *s, f->value, e.at);
    }
  }
  throw_no_column(in, name, e.at);
}

}  // namespace detail

std::string qualifier_of(scope const& in, scope const& owner, relation const& r, field const& f) {
  // The columns of a JOIN USING are one item's without a name, and those of its tables.
  auto const has_it = [&](relation const& of) {
    return of.named && !of.name.empty() &&
           std::any_of(of.fields.begin(), of.fields.end(), [&](field const& each) {
             return each.name == f.name && same(*each.value, *f.value);
           });
  };
  relation const* by = &r;
  for (relation const& other : owner.relations) {
    if (!has_it(*by)) by = &other;
  }
  if (!has_it(*by)) return {};
  std::size_t items = 0, of_name = 0;
  for (scope const* s = &in;; s = s->outer) {
    items += s->relations.size();
    for (relation const& other : s->relations) of_name += other.named && other.name == by->name;
    if (s == &owner) break;
  }
  return items > 1 && of_name == 1 ? quote_name(by->name) + '.' : std::string();
}

expression_ptr bind_column(scope& in, ast::column const& e) {
  expression_ptr const value =
      e.parts.size() == 1 ? detail::bind_plain(in, e) : detail::bind_qualified(in, e);
  // A node of its own, so that its place is too.
  auto named = std::make_shared<exec::expression const>(*value);
  in.of.note(named, e.at);
  return named;
}

void add_slot(std::vector<std::uint32_t>& to, std::uint32_t slot) {
  auto const place = std::lower_bound(to.begin(), to.end(), slot);
  if (place == to.end() || *place != slot) to.insert(place, slot);
}

expression_ptr carry(scope& in, scope& owner, expression_ptr value, ast::position at) {
  if (in.of.named != nullptr) in.of.named->push_back(&owner);
  frame* nearest_owner = nullptr;
  for (scope* s = &in; s != &owner; s = s->outer)
    if (s->boundary != nullptr && !s->boundary->listens) nearest_owner = s->boundary;
  if (nearest_owner == nullptr) return value;
  auto const known = std::find_if(nearest_owner->sets.begin(), nearest_owner->sets.end(),
                                  [&](frame::crossing const& c) { return same(*c.value, *value); });
  std::uint32_t const slot =
      known == nearest_owner->sets.end() ? in.of.query->slots++ : known->slot;
  if (known == nearest_owner->sets.end()) {
    // A node of its own: grouping tells where the column was written that it does not know.
    auto crossing = std::make_shared<exec::expression const>(*value);
    in.of.note(crossing, at);
    nearest_owner->sets.push_back({slot, std::move(crossing)});
  }
  for (scope* s = &in; s != &owner; s = s->outer)
    if (s->boundary != nullptr) add_slot(s->boundary->reads, slot);
  return exec::make_outer_column(slot, value->type, value->name);
}

}  // namespace helios::sql::binding
