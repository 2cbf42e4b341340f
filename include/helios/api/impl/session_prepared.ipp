// helios/api/impl/session_prepared.ipp -- PREPARE, EXECUTE, DEALLOCATE, EXPLAIN; describing.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/control_words.hpp>
#include <helios/api/impl/session_write.hpp>
#include <helios/api/impl/setting_syntax.hpp>
#include <helios/api/impl/setting_text.hpp>
#include <helios/api/impl/streams.hpp>
#include <helios/plan/apply_change.hpp>
#include <helios/plan/optimize.hpp>
#include <helios/sql/token.hpp>
#include <helios/types/value_text.hpp>

namespace helios::api::detail {

namespace preparing {

[[nodiscard]] inline error no_such(std::string_view name) {
  return {errc::invalid_sql_statement_name,
          "prepared statement \"" + std::string(name) + "\" does not exist"};
}
[[nodiscard]] inline bool is_change(sql::ast::statement_kind k) noexcept {
  using kind = sql::ast::statement_kind;
  return k == kind::insert || k == kind::update || k == kind::delete_;
}
[[nodiscard]] inline bool is_query(sql::ast::statement_kind k) noexcept {
  using kind = sql::ast::statement_kind;
  return k == kind::select || k == kind::values || k == kind::set_operation;
}

/// What EXPLAIN was asked for.
struct explain_options {
  bool analyze = false;
};
[[nodiscard]] inline explain_options options_of(sql::ast::explain const& tree,
                                                std::string_view text) {
  explain_options out;
  for (sql::ast::option const& o : tree.options) {
    std::string_view const key = o.key.back().text;
    std::string const value = o.value ? setting::text_of(*o.value, text) : "on";
    auto const on = truth_in(value);
    bool const known = key == "analyze" || key == "verbose" || key == "costs" || key == "timing" ||
                       key == "summary" || key == "buffers";
    if (key == "format" && lower(value) == "text") continue;
    if (key == "format")
      throw error(errc::feature_not_supported, "EXPLAIN shows plans as text only")
          .at(sql::character_position(text, o.at.offset));
    if (!known)
      throw error(errc::syntax_error, "unrecognized EXPLAIN option \"" + std::string(key) + "\"")
          .at(sql::character_position(text, o.at.offset));
    if (!on)
      throw error(errc::syntax_error, std::string(key) + " requires a Boolean value")
          .at(sql::character_position(text, o.at.offset));
    if (key == "analyze") out.analyze = *on;
  }
  return out;
}

[[nodiscard]] inline std::vector<std::vector<std::string>> lines_of(std::string_view text) {
  std::vector<std::vector<std::string>> lines;
  while (!text.empty()) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    lines.push_back({std::string(text.substr(0, end))});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

[[nodiscard]] inline std::string milliseconds_since(std::chrono::steady_clock::time_point begin) {
  std::chrono::duration<double, std::milli> const took = std::chrono::steady_clock::now() - begin;
  char text[48];
  std::snprintf(text, sizeof text, "%.3f ms", took.count());
  return text;
}

}  // namespace preparing

std::vector<result_column> session_state::describe(statement_ptr const& what,
                                                   std::span<types::data_type const> parameters) {
  parsed_ptr of = std::static_pointer_cast<parsed_statement>(what);
  using kind = sql::ast::statement_kind;
  std::vector<types::data_type> declared(parameters.begin(), parameters.end());
  if (of->tree().kind == kind::execute) {
    auto const& tree = static_cast<sql::ast::execute const&>(of->tree());
    auto const at = prepared_.find(tree.name.text);
    if (at == prepared_.end()) throw preparing::no_such(tree.name.text);
    of = at->second.what;
    declared = at->second.types;
  }
  if (of->tree().kind == kind::explain) return {{"QUERY PLAN", types::type_id::text}};
  bool const changes = preparing::is_change(of->tree().kind);
  if (!changes && !preparing::is_query(of->tree().kind)) return {};
  declared.resize(std::max<std::size_t>(declared.size(), of->tree().parameters));
  run_options const unlimited;
  request const r{of, {}, declared, true, &unlimited, deadline_of(unlimited)};
  std::shared_ptr<statement_run> const run = begin_reading(r);
  bound_plan_ptr const plan = plan_of(r, *run);
  return plan->columns ? *plan->columns : std::vector<result_column>();
}

outcome session_state::prepare(request const& r, sql::ast::prepare const& tree) {
  if (prepared_.contains(tree.name.text))
    throw error(errc::duplicate_prepared_statement,
                "prepared statement \"" + std::string(tree.name.text) + "\" already exists");
  prepared made{r.what->part(*tree.body), {}};
  if (!tree.types.empty()) {
    run_options const unlimited;
    std::shared_ptr<statement_run> const run =
        begin_reading({r.what, {}, {}, true, &unlimited, std::chrono::steady_clock::now()});
    for (sql::ast::data_type const& t : tree.types)
      made.types.push_back(sql::bind_type(t, r.what->whole_text(), sql::types_of(run->from)));
  }
  made.types.resize(std::max<std::size_t>(made.types.size(), r.what->tree().parameters));
  // What does not bind now is refused now.
  static_cast<void>(describe(made.what, made.types));
  prepared_.emplace(tree.name.text, std::move(made));
  return control::tagged("PREPARE");
}

outcome session_state::execute(request const& r, sql::ast::execute const& tree) {
  auto const at = prepared_.find(tree.name.text);
  if (at == prepared_.end()) throw preparing::no_such(tree.name.text);
  prepared const of = at->second;
  std::size_t const wanted = of.types.size();
  if (tree.arguments.size() != wanted)
    throw error(errc::syntax_error, "wrong number of parameters for prepared statement \"" +
                                        std::string(tree.name.text) + "\"")
        .detail("Expected " + std::to_string(wanted) + " parameters but got " +
                std::to_string(tree.arguments.size()) + ".");
  std::vector<types::value> given;
  std::shared_ptr<statement_run> const run = begin_reading(r);
  for (std::size_t i = 0; i != wanted; ++i) {
    types::value v = run->from.value_of(tree.arguments[i], of.types[i]);
    // Where no type was declared the place decides, as for a literal.
    if (of.types[i].id == types::type_id::unknown && !v.is_null())
      v = types::value::text(types::to_text(v, run->run.session.time), types::type_id::unknown);
    given.push_back(std::move(v));
  }
  return dispatch({of.what, given, of.types, false, r.options, r.until});
}

outcome session_state::deallocate(sql::ast::deallocate const& tree) {
  if (tree.name.empty()) {
    prepared_.clear();
    return control::tagged("DEALLOCATE ALL");
  }
  auto const at = prepared_.find(tree.name.text);
  if (at == prepared_.end()) throw preparing::no_such(tree.name.text);
  prepared_.erase(at);
  return control::tagged("DEALLOCATE");
}

outcome session_state::explain(request const& r, sql::ast::explain const& tree) {
  auto const options = preparing::options_of(tree, r.what->whole_text());
  request inner = r;
  inner.what = r.what->part(*tree.body);
  using kind = sql::ast::statement_kind;
  if (tree.body->kind == kind::create_table) {
    auto const& made = static_cast<sql::ast::create_table const&>(*tree.body);
    if (made.source) inner.what = r.what->part(*made.source);
  }
  if (preparing::is_change(inner.what->tree().kind)) return explain_change(inner, options.analyze);
  if (!preparing::is_query(inner.what->tree().kind))
    throw error(errc::feature_not_supported, "EXPLAIN shows plans of queries and changes only");
  std::shared_ptr<statement_run> const run = begin_reading(inner);
  bound_plan_ptr const plan = plan_of(inner, *run);
  if (!options.analyze)
    return text_rows("EXPLAIN", {"QUERY PLAN"}, preparing::lines_of(plan::explain(plan->query())));
  run->run.timed = true;
  run->begin(plan);
  auto const begun = std::chrono::steady_clock::now();
  exec::batch rows;
  while (run->execution->root().next(rows)) run->done(rows.count());
  std::string text = run->execution->explain(true);
  if (!text.ends_with('\n')) text += '\n';
  text += "Execution Time: " + preparing::milliseconds_since(begun);
  return text_rows("EXPLAIN", {"QUERY PLAN"}, preparing::lines_of(text));
}

outcome session_state::explain_change(request const& r, bool analyze) {
  auto const text_of = [](plan::change const& c) {
    static constexpr std::string_view words[] = {"Insert", "Update", "Delete"};
    std::string text(words[static_cast<std::size_t>(c.what)]);
    text += " on " + c.table->name;
    std::string_view indent = "\n  ->  ";
    for (auto const& line : preparing::lines_of(plan::explain(c.from))) {
      text += std::string(indent) + line[0];
      indent = "\n      ";
    }
    return text;
  };
  if (!analyze) {
    std::shared_ptr<statement_run> const run = begin_reading(r);
    return text_rows("EXPLAIN", {"QUERY PLAN"},
                     preparing::lines_of(text_of(plan_of(r, *run)->change())));
  }
  return write(r, "EXPLAIN ANALYZE", [&](statement_run& run, write_unit& unit) {
    auto const begun = std::chrono::steady_clock::now();
    run.begin(plan_of(r, run));
    auto const result = plan::apply(run.plan->change(), *run.execution, run.run, unit.scope,
                                    [&run](std::uint64_t more) { run.done(more); });
    std::string const text = text_of(run.plan->change()) +
                             "\nRows: " + std::to_string(result.rows) +
                             "\nExecution Time: " + preparing::milliseconds_since(begun);
    return text_rows("EXPLAIN", {"QUERY PLAN"}, preparing::lines_of(text));
  });
}

}  // namespace helios::api::detail
