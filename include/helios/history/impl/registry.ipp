// helios/history/impl/registry.ipp -- the registry in memory.
#pragma once

#include <helios/history/registry.hpp>

#include <helios/history/impl/fields.hpp>

#include <algorithm>

namespace helios::history {

registry::registry(storage::tree_space& space, microseconds now) : space_(&space) {
  branch_info b;
  b.name = "main";
  b.created = now;
  set_branch(b);
  last_time_ = now;
}

branch_info const* registry::find_branch(std::string_view name) const {
  auto const at = names_.find(name);
  return at == names_.end() ? nullptr : &branches_.at(at->second);
}

branch_info const& registry::branch(branch_id id) const {
  auto const at = branches_.find(id);
  if (at == branches_.end())
    throw error(errc::undefined_object, "branch " + std::to_string(raw(id)) + " does not exist");
  return at->second;
}

void registry::add_commit(commit_info const& c, std::span<change const> changes) {
  recent_.add(c, changes);
  last_ = std::max(last_, c.at);
  last_time_ = std::max(last_time_, c.time);
  auto const branch = branches_.find(c.branch);
  HELIOS_EXPECTS(branch != branches_.end());
  branch->second.last = c.at;
}

void registry::add_merge(merge_info const& m) {
  if (merges_.empty() || merges_.back().at < m.at) merges_.push_back(m);
}

/// What a file says of a branch. Parents come before their children, in the file as in the log.
void registry::check_branch(branch_info const& b) const {
  bool const is_main = b.id == main_branch;
  bool const placed = is_main ? b.parent == main_branch && b.forked_at == scn{}
                              : b.parent < b.id && branches_.contains(b.parent);
  if (!placed || b.forked_at > highest_scn || b.last > highest_scn || b.created > latest_time)
    throw error(errc::data_corrupted, "the record of branch \"" + b.name + "\" is damaged")
        .detail("Its number is " + std::to_string(raw(b.id)) + ", its parent's " +
                std::to_string(raw(b.parent)) + ".");
}

void registry::take_back(scn at, branch_id branch, scn before) noexcept {
  recent_.take_back(at);
  while (!merges_.empty() && merges_.back().at >= at) merges_.pop_back();
  auto const known = branches_.find(branch);
  if (known != branches_.end()) known->second.last = before;
}

void registry::take_back_branch(branch_id id) {
  auto const at = branches_.find(id);
  if (at == branches_.end()) return;
  names_.erase(at->second.name);
  branches_.erase(at);
}

void registry::set_frame(scn at, std::uint64_t frame) { recent_.set_frame(at, frame); }

void registry::set_branch(branch_info const& b) {
  auto const known = branches_.find(b.id);
  if (known != branches_.end() && !known->second.dropped) names_.erase(known->second.name);
  branches_[b.id] = b;
  if (!b.dropped) names_[b.name] = b.id;
}

registry::name_node registry::drop_branch(branch_id id) noexcept {
  auto const known = branches_.find(id);
  HELIOS_EXPECTS(known != branches_.end() && !known->second.dropped);
  known->second.dropped = true;
  return names_.extract(known->second.name);
}

void registry::take_back_drop(branch_id id, name_node&& name) noexcept {
  auto const known = branches_.find(id);
  HELIOS_EXPECTS(known != branches_.end() && known->second.dropped);
  known->second.dropped = false;
  names_.insert(std::move(name));
}

void registry::swap_name(branch_id id, std::string& name, std::string& key) noexcept {
  auto const known = branches_.find(id);
  HELIOS_EXPECTS(known != branches_.end() && !known->second.dropped);
  name_node node = names_.extract(known->second.name);
  node.key().swap(key);
  names_.insert(std::move(node));
  known->second.name.swap(name);
}

void registry::swap_options(branch_id id, decltype(branch_info::options)& options) noexcept {
  auto const known = branches_.find(id);
  HELIOS_EXPECTS(known != branches_.end());
  known->second.options.swap(options);
}

void registry::set_tag(tag_info const& t) { tags_[t.name] = t; }
void registry::remove_tag(std::string const& name) { tags_.erase(name); }
void registry::set_counter(std::uint64_t counter, std::uint64_t value) {
  std::uint64_t& known = counters_[counter];
  known = std::max(known, value);
}
void registry::settle_counter(std::uint64_t counter, std::uint64_t value) {
  counters_[counter] = value;
}
void registry::keep(branch_id branch, scn at, storage::database_root const& root) {
  kept_[{branch, at}] = root;
}
void registry::set_setting(std::string const& name, std::string const& value) {
  settings_[name] = value;
}

void registry::apply(byte_view event) {
  byte_reader r(event);
  static_cast<void>(r.get<std::uint64_t>());
  switch (r.get<event_kind>()) {
    case event_kind::branch: {
      branch_info b = decode_branch(r);
      auto const known = branches_.find(b.id);
      if (known !=
          branches_
              .end()) {  // the event says what was decided, not how far the branch has come since
        b.last = std::max(b.last, known->second.last);
      }
      check_branch(b);
      return set_branch(b);
    }
    case event_kind::tag: return set_tag(decode_tag(r));
    case event_kind::untag: return remove_tag(detail::get_text(r));
    case event_kind::setting: {
      std::string const name = detail::get_text(r);
      return set_setting(name, detail::get_text(r));
    }
    case event_kind::counter: {
      std::uint64_t const counter = r.get_varint();
      return set_counter(counter, r.get_varint());
    }
  }
  throw error(errc::data_corrupted, "the log holds an unknown registry event");
}

std::optional<commit_info> registry::commit_at_or_before(scn at) const {
  if (auto const found = recent_.at_or_before(at)) return found;
  return written().commit_at_or_before(at);
}

std::optional<scn> registry::commit_of(transaction_id id) const {
  if (auto const found = recent_.of_transaction(id)) return found;
  return written().commit_of(id);
}

void registry::add_changing(scn after, scn up_to, std::span<change const> changes,
                            std::vector<commit_stretch>& to) const {
  recent_.each(after, up_to, [&](commit_info const& c, std::span<change const> made) {
    auto const found = std::find_first_of(made.begin(), made.end(), changes.begin(), changes.end());
    if (found != made.end() && c.frame != 0)  // 0: VACUUM left it behind
      to.push_back({c.at, c.at, c.frame});
    return true;
  });
}

scn registry::at_time(microseconds t) const {
  // Times rise with SCNs (G1): look for the first SCN whose commit is later.
  std::uint64_t low = 0;
  std::uint64_t high = raw(last_);
  while (low < high) {
    std::uint64_t const middle = low + (high - low + 1) / 2;
    auto const c = commit_at_or_before(scn{middle});
    if (!c || c->time <= t) {
      low = middle;
    } else {
      high = raw(c->at) - 1;
    }
  }
  auto const c = commit_at_or_before(scn{low});
  return c ? c->at : scn{0};
}

namespace detail {

[[nodiscard]] inline bytes event(event_kind kind) {
  bytes out;
  byte_writer w(out);
  w.put(std::uint64_t{0});
  w.put(kind);
  return out;
}

}  // namespace detail

bytes branch_event(branch_info const& b) {
  bytes out = detail::event(event_kind::branch);
  byte_writer(out).put_bytes(encode_branch(b));
  return out;
}
bytes tag_event(tag_info const& t) {
  bytes out = detail::event(event_kind::tag);
  byte_writer(out).put_bytes(encode_tag(t));
  return out;
}
bytes untag_event(std::string const& name) {
  bytes out = detail::event(event_kind::untag);
  byte_writer w(out);
  detail::put_text(w, name);
  return out;
}
bytes setting_event(std::string const& name, std::string const& value) {
  bytes out = detail::event(event_kind::setting);
  byte_writer w(out);
  detail::put_text(w, name);
  detail::put_text(w, value);
  return out;
}
bytes counter_event(std::uint64_t counter, std::uint64_t value) {
  bytes out = detail::event(event_kind::counter);
  byte_writer w(out);
  w.put_varint(counter);
  w.put_varint(value);
  return out;
}

}  // namespace helios::history
