// helios/api/impl/database_branches.ipp -- branches, tags, merges.
#pragma once

#include <helios/api/database.hpp>
#include <helios/catalog/merge_rules.hpp>
#include <helios/sql/stored_expressions.hpp>

#include <helios/base/border.hpp>
#include <helios/api/impl/conflict_rows.hpp>
#include <helios/api/impl/connection.hpp>
#include <helios/api/impl/moments.hpp>

namespace helios {

namespace detail {

[[nodiscard]] inline catalog::catalog_reader catalog_of(api::instance& in,
                                                        history::version_ptr const& at) {
  return {at->root(), in.engine->space(), in.definitions};
}

/// A row of conflict_rows.hpp, which begins with the kind.
[[nodiscard]] inline conflict_report to_report(conflict_kind kind, catalog::row_values const& row) {
  auto const text = [&row](std::size_t i) {
    return row[i].is_null() ? std::nullopt : std::optional(std::string(row[i].as_string()));
  };
  return {kind, text(1).value_or(""), text(2).value_or(""), text(3), text(4), text(5), text(6)};
}

}  // namespace detail

std::vector<tag_report> database::tags() const {
  return detail::at_border([&] {
    history::engine& in = *link().talk.database()->engine;
    std::vector<tag_report> all;
    for (history::tag_info const& t : in.tags()) {
      all.push_back({t.name, detail::branch_name(in, t.branch), t.at, detail::to_time(t.created)});
    }
    return all;
  });
}

void database::create_tag(std::string const& name, state const& of) {
  detail::at_border([&] {
    history::engine& in = *link().talk.database()->engine;
    detail::named_state const at = detail::find_state(in, of, link().talk.branch_number());
    in.create_tag(name, at.branch, at.at);
  });
}

void database::drop_tag(std::string const& name) {
  detail::at_border([&] { link().talk.database()->engine->drop_tag(name); });
}

database database::create_branch(std::string const& name, state const& from) {
  return detail::at_border([&] {
    history::engine& in = *link().talk.database()->engine;
    detail::named_state const at = detail::find_state(in, from, link().talk.branch_number());
    if (at.at) detail::refuse_without_catalog(*link().talk.database(), at.branch, *at.at);
    // One call, one effect: behind the branch's creation nothing can fail.
    database made = connect({.branch = detail::branch_name(in, at.branch), .timeout = {}});
    std::string its_name = name;
    made.link().talk.move_to(in.create_branch(name, at.branch, at.at).id, std::move(its_name));
    return made;
  });
}

void database::drop_branch(std::string const& name) {
  detail::at_border([&] {
    history::engine& in = *link().talk.database()->engine;
    in.drop_branch(in.find_branch(name).id);
  });
}

void database::rename_branch(std::string const& name, std::string const& to) {
  detail::at_border([&] {
    history::engine& in = *link().talk.database()->engine;
    in.rename_branch(in.find_branch(name).id, to);
  });
}

std::vector<branch_report> database::branches() const {
  return detail::at_border([&] {
    std::vector<history::branch_info> const known = link().talk.database()->engine->branches();
    std::vector<branch_report> all;
    for (history::branch_info const& b : known) {
      if (b.dropped) continue;
      branch_report r{b.name, {}, b.forked_at, b.last, detail::to_time(b.created)};
      for (history::branch_info const& parent : known) {
        if (parent.id == b.parent && b.id != b.parent && !parent.dropped) r.parent = parent.name;
      }
      all.push_back(std::move(r));
    }
    return all;
  });
}

merge_report database::merge_branch(std::string const& source, std::string const& target,
                                    on_conflict policy) {
  return detail::at_border([&] {
    auto const& in = link().talk.database();
    branch_id const from = in->engine->find_branch(source).id;
    branch_id const into = in->engine->find_branch(target).id;
    history::version_ptr const ours = in->engine->head(into), theirs = in->engine->head(from);
    exec::session const nobody;
    sql::stored_expressions expressions(nobody);
    catalog::merge_rules rules(in->engine, from, into, policy, in->definitions, &expressions);
    history::merge_options options;
    options.policy = policy;
    options.message = "merge " + source + " into " + target;
    history::merge_result const merged = history::merge(in->engine, from, into, options, &rules);

    merge_report report;
    if (merged.commit) report.at = merged.commit->at;
    report.inserted = merged.inserted;
    report.updated = merged.updated;
    report.deleted = merged.erased;
    api::detail::conflict_rows const rows(detail::catalog_of(*in, ours),
                                          detail::catalog_of(*in, theirs),
                                          in->engine->space().pages());
    for (history::merge_conflict const& c : merged.conflicts) {
      report.conflicts.push_back(detail::to_report(c.kind, rows.row(c)));
    }
    return report;
  });
}

void database::reset_branch(std::string const& name, moment const& to) {
  detail::at_border([&] {
    auto const& in = link().talk.database()->engine;
    history::reset(in, in->find_branch(name).id, detail::find_commit(*in, to).at);
  });
}

}  // namespace helios
