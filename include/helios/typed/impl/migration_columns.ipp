// helios/typed/impl/migration_columns.ipp -- columns that come, change and go.
#pragma once

#include <helios/typed/impl/migration_planner.hpp>

#include <helios/sql/kept_expression.hpp>
#include <helios/sql/print.hpp>
#include <helios/types/cast_rules.hpp>

#include <algorithm>

namespace helios::typed::migrating {

[[nodiscard]] inline std::string of(std::string_view column, std::string const& table) {
  return "column " + sql::quote_name(column) + " of " + table;
}

/// How many digits the integers of a type have at most.
[[nodiscard]] inline int digits(types::type_id integer) {
  return integer == types::type_id::int2 ? 5 : integer == types::type_id::int4 ? 10 : 19;
}

/// Whether every value of one type is the same value of another.
[[nodiscard]] inline bool keeps_values(types::data_type from, types::data_type to) {
  using types::type_id;
  if (from.id == type_id::array && to.id == type_id::array)
    return keeps_values(element_of(from), element_of(to));
  auto const is = [](type_id t, auto... ids) { return ((t == ids) || ...); };
  bool const from_integer = is(from.id, type_id::int2, type_id::int4, type_id::int8);
  int const whole = to.precision - to.scale;
  switch (to.id) {
    case type_id::int2:
    case type_id::int4:
    case type_id::int8: return from_integer && digits(from.id) <= digits(to.id);
    case type_id::float4: return is(from.id, type_id::int2, type_id::float4);
    case type_id::float8:
      return is(from.id, type_id::int2, type_id::int4, type_id::float4, type_id::float8);
    case type_id::numeric:
      if (from_integer) return !to.constrained() || (to.scale >= 0 && digits(from.id) <= whole);
      return holds(to, from);
    case type_id::text:
    case type_id::vector: return holds(to, from);
    case type_id::varchar:
      if (!to.constrained()) return holds(type_id::text, from);
      return is(from.id, type_id::varchar, type_id::bpchar) && from.constrained() &&
             from.precision <= to.precision;
    default:
      return from.id == to.id &&
             (!to.constrained() || (from.constrained() && from.precision <= to.precision));
  }
}

void migration_planner::columns(place const& t) {
  for (column const& c : t.wanted->columns) {
    std::size_t const at = t.after->find_column(c.name);
    if (at == t.after->npos) {
      add_column(t, c);
    } else {
      change_column(t, c, t.after->columns[at]);
    }
  }
  for (stored_column const& old : t.after->columns) {
    if (std::ranges::find(t.wanted->columns, old.name, &column::name) != t.wanted->columns.end())
      continue;
    if (find(choice::keep, t, old.name) != nullptr) continue;
    // What is computed goes first: it stands on columns that may change.
    add_chosen(find(choice::drop_column, t, old.name) != nullptr,
               old.generated_text ? phase::drop_generated : phase::drop_column,
               {alter(t) + "DROP COLUMN " + sql::quote_name(old.name),
                "drops " + of(old.name, t.name) + " with its values",
                of(old.name, t.name) + " would be dropped with its values",
                hint("drop_column", t, old.name) + " or " + hint("keep", t, old.name)});
  }
}

void migration_planner::add_column(place const& t, column const& c) {
  bool const generated = c.generated_text.has_value();
  std::string const what = "adds " + of(c.name, t.name) + " (" + type_text(c) + ")";
  phase const when = generated ? phase::add_generated : phase::add_column;
  migration_choice const* const value = find(choice::fill, t, c.name);
  if (generated || value == nullptr) {
    bool const fits = generated || c.nullable || c.default_text ||
                      !in_->any("SELECT 1 FROM " + t.old_name + " LIMIT 1");
    add_chosen(fits, when,
               {alter(t) + "ADD COLUMN " + column_text(c), what,
                of(c.name, t.name) + " is NOT NULL and has no value for the rows that are there",
                hint("fill", t, c.name, "\"<expression>\"") +
                    ", a default_<> of the table or a std::optional"});
    return;
  }
  column empty = c;
  empty.nullable = true;
  add(when, alter(t) + "ADD COLUMN " + column_text(empty), what);
  std::string const name = sql::quote_name(c.name);
  add(phase::fill, "UPDATE " + t.name + " SET " + name + " = " + value->to,
      "gives " + of(c.name, t.name) + " its values");
  if (!c.nullable)
    add(phase::nullability, alter(t) + "ALTER COLUMN " + name + " SET NOT NULL",
        "lets " + of(c.name, t.name) + " be NULL no more");
}

bool migration_planner::is_computed_anew(place const& t, column const& c,
                                         stored_column const& old) const {
  if (!old.generated_text || old.type != c.type) return true;
  if (sql::kept_text(*c.generated_text) != *old.generated_text) return true;
  // What it is computed from must not change under it.
  return std::ranges::any_of(sql::columns_in(*c.generated_text), [&](std::string const& name) {
    std::size_t const at = t.after->find_column(name);
    auto const becomes = std::ranges::find(t.wanted->columns, name, &column::name);
    return at != t.after->npos && becomes != t.wanted->columns.end() &&
           becomes->type != t.after->columns[at].type;
  });
}

void migration_planner::change_column(place const& t, column const& c, stored_column const& old) {
  std::string const name = sql::quote_name(c.name);
  if (c.generated_text && is_computed_anew(t, c, old)) {
    bool const chosen = old.generated_text || find(choice::change_type, t, c.name) != nullptr;
    add_chosen(
        chosen, phase::drop_generated,
        {alter(t) + "DROP COLUMN " + name, "drops " + of(c.name, t.name) + " for it to be computed",
         "the values of " + of(c.name, t.name) + " would be replaced by computed ones",
         hint("change_type", t, c.name)});
    return add_column(t, c);
  }
  if (old.generated_text && !c.generated_text)
    add(phase::drop_generated, alter(t) + "ALTER COLUMN " + name + " DROP EXPRESSION",
        "lets " + of(c.name, t.name) + " keep its values and be computed no more");
  if (old.type != c.type) change_type(t, c, old);
  auto const in_key = [&](table_schema::key const& k) {
    return k.kind == constraint::primary_key && std::ranges::count(k.columns, c.name) != 0;
  };
  bool const not_null = !c.nullable || std::ranges::any_of(t.wanted->keys, in_key);
  if (not_null && !old.not_null) require_values(t, c);
  if (!not_null && old.not_null)
    add(phase::nullability, alter(t) + "ALTER COLUMN " + name + " DROP NOT NULL",
        "lets " + of(c.name, t.name) + " be NULL");
  if (!c.generated_text) change_default(t, c, old);
}

void migration_planner::change_type(place const& t, column const& c, stored_column const& old) {
  migration_choice const* const chosen = find(choice::change_type, t, c.name);
  types::cast_rule const rule = types::find_cast(old.type, c.type);
  std::string const name = sql::quote_name(c.name), type = type_text(c);
  std::string text = alter(t) + "ALTER COLUMN " + name + " TYPE " + type;
  if (chosen != nullptr && !chosen->to.empty()) {
    text += " USING " + chosen->to;
  } else if (old.type.id != c.type.id && !types::permits(rule, types::cast_context::assignment)) {
    text += " USING " + name + "::" + type;
  }
  std::string const change =
      of(c.name, t.name) + " from " + types::to_string(old.type) + " to " + type;
  add_chosen(chosen != nullptr || keeps_values(old.type, c.type), phase::change_type,
             {text, "changes " + change, "not all values survive the change of " + change,
              hint("change_type", t, c.name) + ", which takes an expression, too"});
}

void migration_planner::require_values(place const& t, column const& c) {
  std::string const name = sql::quote_name(c.name);
  std::string const now = sql::quote_name(
      t.before->columns[t.before->find_column(t.after->columns[t.after->find_column(c.name)].id)]
          .name);
  bool const has_nulls =
      in_->any("SELECT 1 FROM " + t.old_name + " WHERE " + now + " IS NULL LIMIT 1");
  migration_choice const* const value = find(choice::fill, t, c.name);
  if (has_nulls && value != nullptr)
    add(phase::fill,
        "UPDATE " + t.name + " SET " + name + " = " + value->to + " WHERE " + name + " IS NULL",
        "gives " + of(c.name, t.name) + " a value where it is NULL");
  add_chosen(!has_nulls || value != nullptr, phase::nullability,
             {alter(t) + "ALTER COLUMN " + name + " SET NOT NULL",
              "lets " + of(c.name, t.name) + " be NULL no more",
              of(c.name, t.name) + " is NULL in some rows, and must not be any more",
              hint("fill", t, c.name, "\"<expression>\"") + " or a std::optional"});
}

std::optional<std::string> migration_planner::default_of(stored_column const& c) const {
  if (c.default_text || c.sequence == catalog::no_object ||
      c.identity != catalog::identity_kind::none)
    return c.default_text;
  catalog::sequence_ptr const own = in_->find_sequence(c.sequence);
  return sql::kept_text("nextval(" + sql::quote_string(sql::quote_name(own->name)) + ")");
}

void migration_planner::change_default(place const& t, column const& c, stored_column const& old) {
  std::optional<std::string> const has = default_of(old);
  std::optional<std::string> wants;
  if (c.default_text) wants = sql::kept_default(*c.default_text, c.type.id);
  // A sequence belongs to its column, and a struct has no word for it.
  if (has == wants || (!wants && !old.default_text)) return;
  std::string const change = alter(t) + "ALTER COLUMN " + sql::quote_name(c.name);
  if (has)
    add(phase::drop_default, change + " DROP DEFAULT",
        "takes the default " + *has + " from " + of(c.name, t.name));
  if (wants)
    add(phase::set_default, change + " SET DEFAULT " + *wants,
        "gives " + of(c.name, t.name) + " the default " + *wants);
}

}  // namespace helios::typed::migrating
