// helios/history/impl/engine_commits.ipp -- commits read again: all of a branch's, or those on one
// key.
#pragma once

#include <helios/history/engine.hpp>

#include <algorithm>
#include <array>

namespace helios::history {

/// Oldest first. Before its fork a line is the parent's.
std::vector<engine::line_part> engine::parts_of_line(branch_id branch, scn after, scn up_to) const {
  std::vector<line_part> parts;
  while (branch != main_branch && registry_.branch(branch).forked_at > after) {
    branch_info const& info = registry_.branch(branch);
    if (up_to > info.forked_at) parts.push_back({branch, info.forked_at, up_to});
    up_to = std::min(up_to, info.forked_at);
    branch = info.parent;
  }
  parts.push_back({branch, after, up_to});
  std::reverse(parts.begin(), parts.end());
  return parts;
}

void engine::each_commit(
    branch_id branch, scn from, scn to,
    std::function<void(commit_info const&, storage::commit_record const&)> const& visit) {
  std::vector<commit_info> commits;
  std::shared_ptr<storage::log> log;
  {
    std::lock_guard const sequence(sequencer_);
    log = log_;
    for (line_part const& part : parts_of_line(branch, from, std::min(to, durable_scn_))) {
      registry_.each_commit(scn{raw(part.after) + 1}, part.up_to, [&](commit_info const& c) {
        if (c.branch == part.branch && c.frame != 0) commits.push_back(c);
      });
    }
  }
  bytes scratch;
  for (commit_info const& c : commits) {
    storage::log_frame const frame = log->read_frame(c.frame, scratch);
    visit(c, storage::decode_commit(frame.payload));
  }
}

namespace detail {

/// Whether a commit changed a key, or the whole tree.
[[nodiscard]] inline bool changes_key(byte_view payload, branch_id branch,
                                      std::span<change const> wanted) {
  storage::commit_reader commit(payload);
  std::vector<change> const made = changes_of(branch, commit);
  return std::find_first_of(made.begin(), made.end(), wanted.begin(), wanted.end()) != made.end();
}

}  // namespace detail

void engine::each_commit_on(
    branch_id branch, scn from, scn to, tree_id tree, storage::key_kind keys,
    storage::key_view const& key,
    std::function<void(commit_info const&, storage::commit_record const&)> const& visit) {
  std::shared_ptr<storage::log> log;
  std::vector<line_part> parts;
  std::vector<commit_stretch> recent;
  std::optional<registry_view> written;
  auto const wanted_on = [&](branch_id b) {
    change const whole = change_of(b, tree);
    return std::array{whole, change_of(whole, keys, key)};
  };
  {
    std::lock_guard const sequence(sequencer_);
    log = log_;
    parts = parts_of_line(branch, from, std::min(to, durable_scn_));
    for (line_part const& part : parts)
      registry_.add_changing(part.after, part.up_to, wanted_on(part.branch), recent);
    written = registry_.written();
  }
  bytes scratch;
  auto const read = [&](line_part const& part, storage::log_frame const& frame) {
    if (frame.header.branch != part.branch) return;
    storage::commit_record const record = storage::decode_commit(frame.payload);
    check_commit(frame.header.scn, record.time);
    visit({frame.header.scn, part.branch, record.time, record.transaction, frame.offset}, record);
  };
  for (line_part const& part : parts) {
    auto const wanted = wanted_on(part.branch);
    for (commit_stretch const& s : written->stretches(part.after, part.up_to, wanted)) {
      storage::log_reader reader = log->read_written(log->position_of(s.frame));
      scn at{};
      while (at < std::min(s.last, part.up_to)) {
        auto const frame = reader.next();
        if (!frame) {
          throw storage::damaged(log->source().path(), reader.position().offset,
                                 "The commits behind it cannot be reached.");
        }
        if (frame->header.type != storage::frame_type::commit) continue;
        at = frame->header.scn;
        if (at > part.after && at <= part.up_to &&
            detail::changes_key(frame->payload, part.branch, wanted))
          read(part, *frame);
      }
    }
    for (commit_stretch const& s : recent) {
      if (s.first > part.after && s.first <= part.up_to)
        read(part, log->read_frame(s.frame, scratch));
    }
  }
}

}  // namespace helios::history
