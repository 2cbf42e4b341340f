// helios/api/impl/database_branches.ipp -- branches, tags, merges.
#pragma once

#include <helios/api/database.hpp>

#include <helios/api/impl/branch_merge.hpp>
#include <helios/api/impl/connection.hpp>
#include <helios/api/impl/moments.hpp>
#include <helios/api/impl/write_alone.hpp>
#include <helios/base/border.hpp>

namespace helios {

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
    history::merge_options how;
    how.policy = policy;
    how.message = "merge " + source + " into " + target;
    detail::branch_merge made;
    api::detail::write_alone(in, into, [&](api::detail::read_point const&, auto&& commit) {
      commit([&] { made = detail::merge_once(*in, from, into, how, {}); });
    });
    return detail::report_of(*in, made);
  });
}

void database::reset_branch(std::string const& name, moment const& to) {
  detail::at_border([&] {
    auto const& in = link().talk.database();
    branch_id const branch = in->engine->find_branch(name).id;
    scn const at = detail::find_commit(*in->engine, to).at;
    api::detail::write_alone(in, branch, [&](api::detail::read_point const&, auto&& commit) {
      commit([&] { history::reset(in->engine, branch, at); });
    });
  });
}

}  // namespace helios
