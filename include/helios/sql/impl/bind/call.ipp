// helios/sql/impl/bind/call.ipp -- functions, aggregates, and the functions that are key words.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql::binding {

using exec::expression_kind;

namespace detail {

[[nodiscard]] inline std::string call_name(ast::call const& e) {
  std::string r;
  for (ast::name const& part : e.function.parts) {
    if (!r.empty()) r += '.';
    r += part.text;
  }
  return r;
}

[[noreturn]] inline void throw_wrong_object(scope const& in, std::string message,
                                            ast::position at) {
  throw error(errc::wrong_object_type, std::move(message)).at(in.place(at));
}

[[nodiscard]] inline bool yields_sets(std::string_view name) noexcept {
  constexpr std::string_view names[] = {"generate_series", "unnest", "generate_subscripts",
                                        "regexp_split_to_table", "string_to_table"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// ---- aggregates ---------------------------------------------------------------------------------

[[nodiscard]] inline bool same_aggregate(exec::aggregate const& a, exec::aggregate const& b) {
  if (a.function != b.function || a.distinct != b.distinct ||
      a.arguments.size() != b.arguments.size() || !a.filter != !b.filter)
    return false;
  if (a.filter && !same(*a.filter, *b.filter)) return false;
  return std::equal(a.arguments.begin(), a.arguments.end(), b.arguments.begin(),
                    [](expression_ptr const& x, expression_ptr const& y) { return same(*x, *y); });
}

[[nodiscard]] inline expression_ptr add_aggregate(scope& in, exec::aggregate a) {
  aggregation& to = *in.grouping;
  std::size_t i = 0;
  while (i != to.aggregates.size() && !same_aggregate(to.aggregates[i], a)) ++i;
  if (i == to.aggregates.size()) {
    to.results.push_back(
        in.of.new_column(a.type, a.function == nullptr ? "count" : std::string(a.function->name)));
    to.aggregates.push_back(std::move(a));
  }
  plan::column const& c = to.results[i];
  return exec::make_column(c.number, c.type, c.name);
}

/// What a query and the frames around a scope had before an attempt to bind something.
class attempt {
 public:
  explicit attempt(scope& in)
      : in_(&in), subqueries_(in.of.query->subqueries.size()), slots_(in.of.query->slots) {
    for (scope* s = &in; s != nullptr; s = s->outer)
      if (s->boundary != nullptr) frames_.push_back({s->boundary, *s->boundary});
  }
  void undo() {
    in_->of.query->subqueries.resize(subqueries_);
    in_->of.query->slots = slots_;
    for (auto& [frame, before] : frames_) *frame = std::move(before);
  }

 private:
  scope* in_;
  std::size_t subqueries_;
  std::uint32_t slots_;
  std::vector<std::pair<frame*, frame>> frames_;
};

// Only string_agg and array_agg look at the order of their rows. One sort serves a query, so its
// aggregates must agree.
inline void order_aggregate(scope& in, ast::call const& e, aggregation& to) {
  bool const looks = e.function.object() == "string_agg" || e.function.object() == "array_agg";
  if (e.order.empty() || !looks) return;
  refuse_aggregates const nested(in.refusal, "aggregate function calls cannot be nested");
  std::vector<exec::sort_key> keys;
  for (ast::order_item const& item : e.order)
    keys.push_back({settle(bind(in, *item.key)), order_of(in, item)});
  auto const same_key = [](exec::sort_key const& a, exec::sort_key const& b) {
    return a.order == b.order && same(*a.by, *b.by);
  };
  if (!to.order.empty() &&
      !std::equal(keys.begin(), keys.end(), to.order.begin(), to.order.end(), same_key))
    not_supported(in, "more than one ORDER BY in the aggregates of a query", e.at);
  to.order = std::move(keys);
}

[[nodiscard]] inline exec::aggregate read_aggregate(scope& in, ast::call const& e) {
  refuse_aggregates const nested(in.refusal, "aggregate function calls cannot be nested");
  expressions arguments;
  for (ast::argument const& a : e.arguments) arguments.push_back(bind(in, *a.value));
  expression_ptr filter;
  if (e.filter) {
    refuse_aggregates const inside(in.refusal, "aggregate functions are not allowed in FILTER");
    filter = bind_condition(in, *e.filter, "FILTER");
  }
  return written_at(in.of, e.at, arguments, [&] {
    return exec::make_aggregate(e.function.object().text, arguments, e.distinct, filter);
  });
}

// An aggregate belongs to the innermost query whose columns its arguments name, which may be one
// around the query that it stands in: (SELECT sum(outer.a)).
[[nodiscard]] inline expression_ptr bind_aggregate(scope& in, ast::call const& e) {
  if (in.of.query == nullptr)
    throw error(errc::grouping_error, std::string(in.refusal)).at(in.place(e.at));
  std::vector<scope*> named;
  scope* owner = &in;
  std::optional<exec::aggregate> bound;
  {
    while_set<std::vector<scope*>*> const listen(in.of.named, &named);
    attempt before(in);
    bound = read_aggregate(in, e);
    auto const names = [&](scope* s) {
      return std::find(named.begin(), named.end(), s) != named.end();
    };
    scope* nearest = &in;
    while (nearest != nullptr && !names(nearest)) nearest = nearest->outer;
    if (nearest != nullptr && nearest != &in) {
      before.undo();
      owner = nearest;
      bound.reset();
    }
  }
  if (!owner->refusal.empty() || owner->grouping == nullptr)
    throw error(errc::grouping_error, std::string(owner->refusal)).at(in.place(e.at));
  if (!bound) bound = read_aggregate(*owner, e);
  order_aggregate(*owner, e, *owner->grouping);
  return carry(in, *owner, add_aggregate(*owner, *std::move(bound)), e.at);
}

// ---- calls that are forms of their own ----------------------------------------------------------

[[nodiscard]] inline expression_ptr bind_choice(scope& in, ast::call const& e,
                                                std::string_view what, expression_kind kind) {
  expressions all;
  std::vector<ast::position> places;
  for (ast::argument const& a : e.arguments) {
    all.push_back(bind(in, *a.value));
    places.push_back(start_of(*a.value));
  }
  unify(in, what, all, places);
  return exec::make_choice(kind, std::move(all));
}

[[nodiscard]] inline expression_ptr bind_form(scope& in, ast::call const& e,
                                              std::string_view name) {
  if (name == "coalesce") return bind_choice(in, e, "COALESCE", expression_kind::coalesce);
  if (name == "ifnull" && e.arguments.size() == 2)
    return bind_choice(in, e, "IFNULL", expression_kind::coalesce);
  if (name == "greatest") return bind_choice(in, e, "GREATEST", expression_kind::greatest);
  if (name == "least") return bind_choice(in, e, "LEAST", expression_kind::least);
  if (name == "grouping") not_supported(in, "GROUPING", e.at);
  if (name != "nullif" || e.arguments.size() != 2) return nullptr;
  expression_ptr const both[] = {bind(in, *e.arguments[0].value), bind(in, *e.arguments[1].value)};
  return written_at(in.of, e.at, both, [&] { return exec::make_nullif(both[0], both[1]); });
}

inline void check_plain(scope const& in, ast::call const& e, std::string const& name) {
  std::string const is_none = " specified, but " + name + " is not an aggregate function";
  if (e.star) throw_wrong_object(in, name + "(*)" + is_none, e.at);
  if (e.distinct) throw_wrong_object(in, "DISTINCT" + is_none, e.at);
  if (!e.order.empty()) throw_wrong_object(in, "ORDER BY" + is_none, e.at);
  if (e.filter) throw_wrong_object(in, "FILTER" + is_none, e.at);
}

}  // namespace detail

expression_ptr bind_call(scope& in, ast::call const& e) {
  std::string_view const name = e.function.object().text;
  if (e.over) not_supported(in, "a window function (OVER)", e.at);
  if (e.within_group) not_supported(in, "WITHIN GROUP", e.at);
  if (e.variadic) not_supported(in, "VARIADIC", e.at);
  for (ast::argument const& a : e.arguments)
    if (!a.label.empty()) not_supported(in, "an argument by name", e.at);
  bool const ours = e.function.parts.size() == 1 || e.function.parts[0] == "pg_catalog";
  if (ours && exec::is_aggregate(name)) {
    if (e.star && name != "count") {
      written_at(in.of, e.at, [&] { return exec::make_aggregate(name, {}); });
    } else if (!e.star && e.arguments.empty() && name == "count") {
      detail::throw_wrong_object(
          in, "count(*) must be used to call a parameterless aggregate function", e.at);
    }
    return detail::bind_aggregate(in, e);
  }
  if (ours) {
    if (expression_ptr form = detail::bind_form(in, e, name)) return form;
    if (detail::yields_sets(name))
      not_supported(in, "a function that returns rows outside FROM (" + std::string(name) + ")",
                    e.at);
  }
  expressions arguments;
  for (ast::argument const& a : e.arguments) arguments.push_back(bind(in, *a.value));
  std::string const called = ours ? std::string(name) : detail::call_name(e);
  expression_ptr call = call_operator(in, called, std::move(arguments), e.at);
  detail::check_plain(in, e, called);
  return call;
}

expression_ptr bind_current(scope& in, ast::current const& e) {
  using type = ast::current::type;
  auto const name = [&]() -> std::string_view {
    switch (e.what) {
      case type::date: return "current_date";
      case type::time: return "current_time";
      case type::timestamp: return "current_timestamp";
      case type::localtime: return "localtime";
      case type::localtimestamp: return "localtimestamp";
      case type::role: return "current_role";
      case type::user: return "current_user";
      case type::session_user: return "session_user";
      case type::plain_user: return "user";
      case type::catalog: return "current_catalog";
      case type::schema: return "current_schema";
    }
    HELIOS_UNREACHABLE();
  };
  expression_ptr const value = call_operator(in, name(), {}, e.at);
  if (!e.precision) return value;
  expression_ptr const digits = bind(in, *e.precision);
  if (digits->type.id != type_id::int4 || digits->kind != expression_kind::constant)
    throw error(errc::syntax_error, "the precision must be a whole number")
        .at(in.place(e.precision->at));
  std::int64_t const modifiers[] = {digits->value.as<std::int32_t>()};
  return written_at(in.of, e.at, [&] {
    return exec::make_cast(value, types::make_type(types::name(value->type.id), modifiers));
  });
}

}  // namespace helios::sql::binding
