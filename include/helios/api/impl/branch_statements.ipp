// helios/api/impl/branch_statements.ipp -- branches and tags by name; merges with the catalog's
// rules.
#pragma once

#include <helios/api/branch_statements.hpp>

#include <helios/api/impl/branch_merge.hpp>
#include <helios/api/impl/control_words.hpp>
#include <helios/api/impl/moments.hpp>
#include <helios/api/impl/setting_syntax.hpp>
#include <helios/api/impl/setting_text.hpp>
#include <helios/api/impl/streams.hpp>
#include <helios/api/impl/write_alone.hpp>

namespace helios::api {

namespace detail::branching {

using history::branch_info;

[[nodiscard]] inline branch_info named(branch_context const& of, sql::ast::name name) {
  history::engine const& engine = *of.in->engine;
  if (!name.empty()) return engine.find_branch(name.text);
  for (branch_info const& b : engine.branches()) {
    if (b.id == of.current) return b;
  }
  return engine.find_branch(of.current_name);  // throws, or finds what took the name over
}

[[nodiscard]] inline bool is_there(branch_context const& of, std::string_view name) {
  auto const all = of.in->engine->branches();
  return std::any_of(all.begin(), all.end(), [&](branch_info const& b) { return b.name == name; });
}

[[nodiscard]] inline notice remark(std::string text) { return {false, "00000", std::move(text)}; }

/// The name and value of an option; one without a value is on.
[[nodiscard]] inline std::pair<std::string, std::string> option_of(sql::ast::option const& o,
                                                                   std::string_view text) {
  return {setting::dotted(o.key), o.value ? setting::text_of(*o.value, text) : "true"};
}

using options = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] inline options options_of(sql::ast::list<sql::ast::option> const& written,
                                        std::string_view text) {
  options out;
  for (sql::ast::option const& o : written) out.push_back(option_of(o, text));
  return out;
}

[[nodiscard]] inline std::optional<scn> moment_of(branch_context const& of,
                                                  sql::ast::moment const& when) {
  if (when.what == sql::ast::moment::type::now) return {};
  return of.when(when);
}

/// AS OF TAG names a branch too, unless the statement does.
[[nodiscard]] inline branch_id branch_of(branch_context const& of, sql::ast::name name,
                                         sql::ast::moment const& when, std::optional<scn> at) {
  if (name.empty() && when.what == sql::ast::moment::type::tag) {
    for (history::tag_info const& t : of.in->engine->tags()) {
      if (t.at == at && sql::ast::expression_kind::literal == when.value->kind &&
          t.name == static_cast<sql::ast::literal const&>(*when.value).text)
        return t.branch;
    }
  }
  return named(of, name).id;
}

[[nodiscard]] inline outcome run(sql::ast::create_branch const& tree, branch_context const& of) {
  outcome out = control::tagged("CREATE BRANCH");
  if (tree.if_not_exists && is_there(of, tree.name.text)) {
    out.notices.push_back(
        remark("branch \"" + std::string(tree.name.text) + "\" already exists, skipping"));
    return out;
  }
  std::optional<scn> const at = moment_of(of, tree.when);
  branch_id const parent = branch_of(of, tree.parent, tree.when, at);
  if (at) helios::detail::refuse_without_catalog(*of.in, parent, *at);
  of.in->engine->create_branch(std::string(tree.name.text), parent, at,
                               options_of(tree.options, of.text));
  return out;
}

[[nodiscard]] inline outcome run(sql::ast::drop_branch const& tree, branch_context const& of) {
  outcome out = control::tagged("DROP BRANCH");
  if (tree.if_exists && !is_there(of, tree.name.text)) {
    out.notices.push_back(
        remark("branch \"" + std::string(tree.name.text) + "\" does not exist, skipping"));
    return out;
  }
  branch_id const id = named(of, tree.name).id;
  of.in->engine->drop_branch(id);
  if (id == of.current) {
    out.notices.push_back(
        control::warning(sqlstate_code("01000"),
                         "the session's own branch was dropped: it goes on with the branch that "
                         "gets the name \"" +
                             std::string(tree.name.text) + "\", or after USE BRANCH"));
  }
  return out;
}

[[nodiscard]] inline outcome run(sql::ast::alter_branch const& tree, branch_context const& of) {
  using what = sql::ast::alter_branch::type;
  branch_info const branch = named(of, tree.name);
  history::engine& engine = *of.in->engine;
  switch (tree.what) {
    case what::rename: engine.rename_branch(branch.id, std::string(tree.new_name.text)); break;
    case what::set_options: {
      options merged = branch.options;
      for (auto& set : options_of(tree.options, of.text)) {
        auto const known = std::find_if(merged.begin(), merged.end(),
                                        [&](auto const& o) { return o.first == set.first; });
        if (known == merged.end())
          merged.push_back(std::move(set));
        else
          known->second = std::move(set.second);
      }
      engine.set_branch_options(branch.id, std::move(merged));
      break;
    }
    case what::reset: {
      std::optional<scn> const to = moment_of(of, tree.when);
      if (!to) break;  // it is what it is now
      write_alone(of.in, branch.id, [&](read_point const&, auto&& commit) {
        commit([&] { history::reset(of.in->engine, branch.id, *to); });
      });
      break;
    }
  }
  return control::tagged("ALTER BRANCH");
}

struct merge_wishes {
  history::merge_options how;
  bool drop_source = false;
};

[[nodiscard]] inline merge_wishes wishes_of(sql::ast::merge_branch const& tree,
                                            branch_context const& of) {
  merge_wishes w;
  w.how.message = of.message;
  w.how.author = of.author;
  for (sql::ast::option const& o : tree.options) {
    auto const [name, value] = option_of(o, of.text);
    auto const refuse = [&, at = o.at](std::string message) {
      throw error(errc::invalid_parameter_value, std::move(message))
          .at(sql::character_position(of.text, at.offset));
    };
    if (name == "conflict_resolution") {
      if (value == "fail")
        w.how.policy = history::on_conflict::fail;
      else if (value == "branch_wins")
        w.how.policy = history::on_conflict::branch_wins;
      else if (value == "target_wins")
        w.how.policy = history::on_conflict::target_wins;
      else
        refuse("conflict_resolution is 'fail', 'branch_wins' or 'target_wins', not '" + value +
               "'");
      continue;
    }
    if (name != "delete_branch_after" && name != "dry_run")
      refuse("unrecognized merge option \"" + name + "\"");
    std::optional<bool> const truth = truth_in(value);
    if (!truth) refuse(name + " requires a Boolean value");
    (name == "dry_run" ? w.how.dry_run : w.drop_source) = *truth;
  }
  return w;
}

[[nodiscard]] inline outcome run(sql::ast::merge_branch const& tree, branch_context const& of) {
  branch_info const source = named(of, tree.source);
  branch_info const target = named(of, tree.target);
  merge_wishes const wishes = wishes_of(tree, of);
  if (source.id == target.id)
    throw error(errc::invalid_parameter_value, "a branch cannot be merged into itself");
  helios::detail::branch_merge made;
  write_alone(of.in, target.id, [&](read_point const&, auto&& commit) {
    commit([&] {
      made = helios::detail::merge_once(*of.in, source.id, target.id, wishes.how, *of.functions);
    });
  });
  history::merge_result const& result = made.result;
  std::vector<catalog::row_values> const rows = helios::detail::conflicts_of(*of.in, made);
  bool const refused = wishes.how.policy == history::on_conflict::fail && !result.conflicts.empty();
  std::uint64_t const changed = refused ? 0 : result.inserted + result.updated + result.erased;
  std::string tag = "MERGE " + std::to_string(changed);
  if (refused) tag += " CONFLICTS " + std::to_string(result.conflicts.size());
  if (wishes.how.dry_run) tag += " DRY RUN";
  outcome out = value_rows(std::move(tag), conflict_columns(), rows);
  out.rows = wishes.how.dry_run ? 0 : changed;
  if (refused && !wishes.how.dry_run) {
    out.notices.push_back(control::warning(
        sqlstate_code("01000"),
        "nothing was merged: " + std::to_string(result.conflicts.size()) + " conflicts"));
  }
  if (wishes.drop_source && !refused && !wishes.how.dry_run) of.in->engine->drop_branch(source.id);
  return out;
}

[[nodiscard]] inline outcome run(sql::ast::show_branches const&, branch_context const& of) {
  using types::value;
  std::vector<branch_info> const all = of.in->engine->branches();
  std::vector<catalog::row_values> rows;
  for (branch_info const& b : all) {
    auto const parent = std::find_if(all.begin(), all.end(), [&](branch_info const& p) {
      return p.id == b.parent && p.id != b.id;
    });
    rows.push_back({value::text(b.name), parent == all.end() ? value() : value::text(parent->name),
                    value(types::from_unix(b.created)), value(b.id == of.current)});
  }
  return value_rows("SHOW",
                    {{"branch_name", types::type_id::text},
                     {"parent_branch", types::type_id::text},
                     {"created_at", types::type_id::timestamptz},
                     {"is_current", types::type_id::boolean}},
                    rows);
}

[[nodiscard]] inline outcome run(sql::ast::create_tag const& tree, branch_context const& of) {
  outcome out = control::tagged("CREATE TAG");
  std::string const name(tree.name.text);
  auto const tags = of.in->engine->tags();
  if (tree.if_not_exists &&
      std::any_of(tags.begin(), tags.end(), [&](auto const& t) { return t.name == name; })) {
    out.notices.push_back(remark("tag \"" + name + "\" already exists, skipping"));
    return out;
  }
  std::optional<scn> const at = moment_of(of, tree.when);
  of.in->engine->create_tag(name, branch_of(of, tree.branch, tree.when, at), at);
  return out;
}

[[nodiscard]] inline outcome run(sql::ast::drop_tag const& tree, branch_context const& of) {
  outcome out = control::tagged("DROP TAG");
  std::string const name(tree.name.text);
  try {
    of.in->engine->drop_tag(name);
  } catch (error const& e) {
    if (!tree.if_exists || e.code() != errc::undefined_object) throw;
    out.notices.push_back(remark("tag \"" + name + "\" does not exist, skipping"));
  }
  return out;
}

}  // namespace detail::branching

bool is_branch_statement(sql::ast::statement const& tree) noexcept {
  using kind = sql::ast::statement_kind;
  switch (tree.kind) {
    case kind::create_branch:
    case kind::drop_branch:
    case kind::merge_branch:
    case kind::alter_branch:
    case kind::show_branches:
    case kind::create_tag:
    case kind::drop_tag: return true;
    default: return false;
  }
}

outcome run_branch_statement(sql::ast::statement const& tree, branch_context const& of) {
  HELIOS_EXPECTS(is_branch_statement(tree));
  return sql::ast::visit(tree, [&](auto const& node) -> outcome {
    if constexpr (requires { detail::branching::run(node, of); })
      return detail::branching::run(node, of);
    else
      HELIOS_UNREACHABLE();
  });
}

}  // namespace helios::api
