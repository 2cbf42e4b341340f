// helios/history/impl/engine_branches.ipp -- branches and tags: names in the registry, lines in
// memory.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/commit_graph.hpp>

#include <algorithm>

namespace helios::history {

namespace detail {

inline void check_name(std::string_view what, std::string const& name) {
  if (name.empty() || name.size() > 255) {
    throw error(errc::invalid_parameter_value,
                "the name of a " + std::string(what) + " has 1 to 255 characters");
  }
}

/// What takes a change back by swapping what it replaced in again, which needs no memory. A copy of
/// the registry gets a copy of it.
template <class Before, class Swap>
[[nodiscard]] std::function<void(registry&)> swap_back(registry const& own,
                                                       std::shared_ptr<Before> before, Swap swap) {
  return [&own, before = std::move(before), swap](registry& in) {
    if (&in == &own) return swap(in, *before);
    Before copy = *before;
    swap(in, copy);
  };
}

}  // namespace detail

std::vector<branch_info> engine::branches() const {
  std::lock_guard const sequence(sequencer_);
  std::vector<branch_info> all;
  for (auto const& [id, info] : registry_.branches()) {
    if (!info.dropped && lines_.at(id).head) all.push_back(info);
  }
  return all;
}

branch_info engine::find_branch(std::string_view name) const {
  std::lock_guard const sequence(sequencer_);
  branch_info const* const found = registry_.find_branch(name);
  if (found != nullptr && lines_.at(found->id).head) return *found;
  throw error(errc::undefined_object, "branch \"" + std::string(name) + "\" does not exist");
}

queued_frame_ptr engine::enqueue_event(storage::frame_type type, branch_id branch, bytes payload,
                                       std::function<void(registry&)> forget, storage::room from) {
  auto queued = std::make_shared<queued_frame>();
  queued->type = type;
  queued->from = from;
  queued->branch = branch;
  queued->at = last_scn_;
  queued->payload = std::move(payload);
  queued->durable = [](std::uint64_t) {};
  queued->forget = std::move(forget);
  queued->undo = [] {};
  queue_.enqueue(queued);
  return queued;
}

branch_info engine::create_branch(std::string const& name, branch_id parent, std::optional<scn> at,
                                  std::vector<std::pair<std::string, std::string>> options) {
  refuse_unless_writable();
  detail::check_name("branch", name);
  std::shared_lock const write(writing_);
  version_ptr past = at ? as_of(parent, *at) : nullptr;
  // What is still to be made of a state of the past is made before others wait for us.
  if (past) storage::each_tree(past->root(), *space_, [](tree_id, storage::tree const&) {});
  auto const id = static_cast<branch_id>(take_ids(counter_objects, 1));
  branch_info info;
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    if (registry_.find_branch(name) != nullptr) {
      throw error(errc::duplicate_object, "branch \"" + name + "\" already exists");
    }
    branch_line const& from = writable_line(parent);
    if (past == from.head && from.tip == from.head) past = nullptr;
    info.id = id;
    info.name = name;
    info.created = next_time();
    info.options = std::move(options);
    if (past) {
      std::tie(info.parent, info.forked_at) = resolve(parent, *at);
    } else {
      info.parent = parent;
      info.forked_at = from.tip->at();
      past = from.tip;
    }
    info.last = info.forked_at;
    auto const forget = [id](registry& in) { in.take_back_branch(id); };
    try {
      registry_.set_branch(info);
      // Nobody sees it before it is durable: it may begin with commits that are not.
      add_line(id, past, info.forked_at).head.reset();
      queued = enqueue_event(storage::frame_type::branch, id, branch_event(info), forget);
    } catch (...) {  // memory ended on the way
      forget(registry_);
      lines_.erase(id);
      throw;
    }
    queued->durable = [this, id](std::uint64_t) {
      branch_line& born = lines_.at(id);
      born.head = born.tip;
    };
    queued->undo = [this, id] { lines_.erase(id); };
  }
  queue_.wait(queued);
  return info;
}

void engine::rename_branch(branch_id branch, std::string const& name) {
  refuse_unless_writable();
  std::shared_lock const write(writing_);
  detail::check_name("branch", name);
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    branch_info after = registry_.branch(branch);
    if (after.name == name) return;
    if (registry_.find_branch(name) != nullptr) {
      throw error(errc::duplicate_object, "branch \"" + name + "\" already exists");
    }
    after.name = name;
    auto const names = std::make_shared<std::pair<std::string, std::string>>(name, name);
    auto const swap = [branch](registry& in, std::pair<std::string, std::string>& with) {
      in.swap_name(branch, with.first, with.second);
    };
    queued = enqueue_event(storage::frame_type::branch, branch, branch_event(after),
                           detail::swap_back(registry_, names, swap));
    swap(registry_, *names);  // cannot fail: what is in the queue has been done
  }
  queue_.wait(queued);
}

void engine::set_branch_options(branch_id branch,
                                std::vector<std::pair<std::string, std::string>> options) {
  refuse_unless_writable();
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    static_cast<void>(writable_line(branch));
    branch_info after = registry_.branch(branch);
    auto const replaced = std::make_shared<decltype(branch_info::options)>(options);
    after.options = std::move(options);
    auto const swap = [branch](registry& in, decltype(branch_info::options)& with) {
      in.swap_options(branch, with);
    };
    queued = enqueue_event(storage::frame_type::branch, branch, branch_event(after),
                           detail::swap_back(registry_, replaced, swap));
    swap(registry_, *replaced);
  }
  queue_.wait(queued);
}

void engine::drop_branch(branch_id branch) {
  refuse_unless_writable();
  std::shared_lock const write(writing_);
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    static_cast<void>(writable_line(branch));
    auto const& all = registry_.branches();
    if (std::count_if(all.begin(), all.end(), [](auto const& b) { return !b.second.dropped; }) ==
        1) {
      throw error(errc::object_in_use, "the last branch cannot be dropped")
          .hint("Create or rename another branch first.");
    }
    branch_info after = registry_.branch(branch);
    after.dropped = true;
    auto const name = std::make_shared<registry::name_node>();
    auto const forget = [this, branch, name](registry& in) {
      if (&in == &registry_) return in.take_back_drop(branch, std::move(*name));
      branch_info back = in.branch(branch);  // of a copy
      back.dropped = false;
      in.set_branch(back);
    };
    queued = enqueue_event(storage::frame_type::branch, branch, branch_event(after), forget,
                           storage::room::emergency);
    *name = registry_.drop_branch(branch);  // cannot fail: what is in the queue has been done
    // Its line stays until then: commits before the drop may await their sync too.
    queued->durable = [this, branch](std::uint64_t) { lines_.erase(branch); };
  }
  queue_.wait(queued);
}

std::vector<tag_info> engine::tags() const {
  std::lock_guard const sequence(sequencer_);
  std::vector<tag_info> all;
  for (auto const& [name, tag] : registry_.tags()) all.push_back(tag);
  return all;
}

void engine::create_tag(std::string const& name, branch_id branch, std::optional<scn> at) {
  refuse_unless_writable();
  std::shared_lock const write(writing_);
  detail::check_name("tag", name);
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    if (registry_.tags().contains(name))
      throw error(errc::duplicate_object, "tag \"" + name + "\" already exists");
    if (at && *at > durable_scn_)
      throw error(errc::invalid_parameter_value, "a tag cannot name a future commit");
    registry::named_tags added;
    tag_info const& tag =
        added
            .try_emplace(
                name, tag_info{name, branch, at.value_or(line_of(branch).tip->at()), next_time()})
            .first->second;
    queued = enqueue_event(storage::frame_type::registry, branch, tag_event(tag),
                           [name](registry& in) { in.remove_tag(name); });
    registry_.add_tags(added);
  }
  queue_.wait(queued);
}

void engine::drop_tag(std::string const& name) {
  refuse_unless_writable();
  std::shared_lock const write(writing_);
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence(sequencer_);
    auto const found = registry_.tags().find(name);
    if (found == registry_.tags().end()) {
      throw error(errc::undefined_object, "tag \"" + name + "\" does not exist");
    }
    auto const removed = std::make_shared<registry::named_tags>();
    queued = enqueue_event(
        storage::frame_type::registry, found->second.branch, untag_event(name),
        detail::swap_back(registry_, removed,
                          [](registry& in, registry::named_tags& tags) { in.add_tags(tags); }));
    removed->insert(registry_.take_tag(name));
  }
  queue_.wait(queued);
}

std::pair<branch_id, scn> engine::common_ancestor(branch_id a, scn a_at, branch_id b,
                                                  scn b_at) const {
  std::lock_guard const sequence(sequencer_);
  return detail::newest_common(registry_, detail::reached(registry_, a, a_at),
                               detail::reached(registry_, b, b_at));
}

}  // namespace helios::history
