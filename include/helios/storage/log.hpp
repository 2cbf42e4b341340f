// helios/storage/log.hpp -- the file of a database: opened, recovered, appended to, closed.
//
// Shape     auto log = log::open(world, path, open_mode::read_write);      or log::create
//           auto reader = log->read(log->newest_anchor().replay);
//           while (auto frame = reader.next()) replay(*frame);
//           log->resume(reader, clock);                                   appending begins
//
//                        resume              close
//           recovering ----------> writing ---------> closed
//                |                    |
//                +---> poisoned <-----+   a write or sync failed: reopening recovers
//           reading                       opened read-only: for ever
//
// Holds     (J1) frames lie between source().first() and end() without a gap, each linked to the
//                one before it
//           (J2) synced_end() <= end(), and every log frame below synced_end() is durable
//           (J3) an anchor is written over the older slot, and only when the newer is durable
//           (J4) nothing is appended before all that replay accepted is durable, in a new epoch
//           (J5) a file that is refused (not ours, newer, damaged, locked) is not changed
// Threads   append and reserve_extent: one at a time, under the caller's log mutex; all else: any
// Errors    55P03 locked by another writer; 53100 no space: nothing of the batch was written, the
//           log goes on; 58030 the system failed, or the log is poisoned; 25006 opened read-only;
//           XX001 damaged
// Cost      append: one write call for the whole batch; reserve_extent: one of 40 bytes
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/base/ids.hpp>
#include <helios/config.hpp>
#include <helios/storage/anchor.hpp>
#include <helios/storage/frame.hpp>
#include <helios/storage/frame_file.hpp>
#include <helios/storage/log_epoch.hpp>
#include <helios/storage/log_reader.hpp>
#include <helios/storage/vfs.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>

namespace helios::storage {

struct log_options {
  /// The file is made longer in steps that double from the first to the last: small databases stay
  /// small, and large ones seldom stop to grow.
  std::uint64_t first_step = std::uint64_t{64} << 10;
  std::uint64_t last_step = std::uint64_t{16} << 20;
  /// Kept free behind the end for what must succeed on a full disk (room::emergency).
  std::uint64_t emergency = std::uint64_t{64} << 10;
};

enum class log_state : std::uint8_t { reading, recovering, writing, poisoned, closed };

/// Which space a frame may use: the emergency one is for rollback, DROP BRANCH, and opening.
enum class room : std::uint8_t { usual, emergency };

/// A stretch of the log for page and value frames, being filled from the front.
struct extent {
  std::uint64_t next = 0;  // where the next header goes: 64 k + 24
  std::uint64_t end = 0;
  [[nodiscard]] std::uint64_t left() const noexcept { return end - next; }
};

class log {
  class maker {  // what create() and open() alone have
    friend class log;
    maker() = default;
  };

 public:
  /// The durable mark is synced when so much log has followed, if nothing else is the reason.
  static constexpr std::uint64_t mark_lag = std::uint64_t{16} << 10;

  /// Makes a database file, in place if it is empty or its creation was cut short.
  [[nodiscard]] HELIOS_DECL static std::unique_ptr<log> create(vfs& world, std::string path,
                                                               log_options const& options = {});
  /// Makes the file that is to take another's place: the same database, its frames numbered on from
  /// the other's end.  Requires that the path names nothing, and that `before` takes no more frames
  /// if this one is used.
  [[nodiscard]] HELIOS_DECL static std::unique_ptr<log> create_after(
      vfs& world, std::string path, log& before, log_options const& options = {});
  /// Requires a mode that does not create.
  [[nodiscard]] HELIOS_DECL static std::unique_ptr<log> open(vfs& world, std::string path,
                                                             open_mode mode,
                                                             log_options const& options = {});
  /// Whether a path names nothing, an empty file, or one whose creation was cut short: what
  /// create() takes.
  [[nodiscard]] HELIOS_DECL static bool is_creatable(vfs& world, std::string const& path,
                                                     log_options const& options = {});
  HELIOS_DECL log(maker, vfs& world, std::unique_ptr<file> handle, std::string path,
                  log_state state, log_options const& options);
  log(log const&) = delete;
  log& operator=(log const&) = delete;

  [[nodiscard]] frame_file& source() noexcept { return file_; }
  [[nodiscard]] log_state state() const noexcept { return state_.load(std::memory_order_acquire); }
  /// Both ends mean something once the log is writing; read-only, see read_durable().
  [[nodiscard]] std::uint64_t end() const noexcept { return end_.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint64_t synced_end() const noexcept {
    return synced_end_.load(std::memory_order_acquire);
  }
  /// Of the next frame to be appended.  Requires the caller's log mutex.
  [[nodiscard]] log_position const& position() const noexcept { return position_; }
  [[nodiscard]] HELIOS_DECL anchor newest_anchor() const;

  // Reading.
  [[nodiscard]] log_reader read(log_position const& from,
                                std::uint64_t stop = log_reader::everything) {
    return log_reader(file_, from, stop);
  }
  /// The same, while writing: no further than to where it ends now.
  [[nodiscard]] log_reader read_written(log_position const& from) {
    return read(from, state() == log_state::writing ? end() : log_reader::everything);
  }
  /// From where a log frame at `offset` can be read on. XX001: none.
  [[nodiscard]] HELIOS_DECL log_position position_of(std::uint64_t offset);
  /// The frame whose header is at `offset`; its payload is put into `scratch`. XX001: none.
  [[nodiscard]] HELIOS_DECL log_frame read_frame(std::uint64_t offset, bytes& scratch);
  /// What the writer last published. Retries while it is being written; XX001: never verifies.
  [[nodiscard]] HELIOS_DECL durable_mark read_durable();
  /// Up to where the log is known to be durable: by that mark or by the anchor, which power loss
  /// may leave ahead of it.
  [[nodiscard]] HELIOS_DECL std::uint64_t known_durable();
  /// Reads the anchors again: for followers.
  HELIOS_DECL void refresh_anchor();
  /// Whether the path still names this file: VACUUM puts another in its place.
  [[nodiscard]] HELIOS_DECL bool still_named();

  // Recovery.
  /// Ends it where `replayed` stopped: refuses damage, makes durable what replay accepted, opens an
  /// epoch. `clock`: the time of the last commit.  Requires recovering, and a reader that read to
  /// the end.
  HELIOS_DECL void resume(log_reader const& replayed, microseconds clock);

  // Writing.
  /// Writes the frames one behind the other, sets their `offset` and `next`, returns the new end.
  HELIOS_DECL std::uint64_t append(std::span<frame_to_write> frames, room from = room::usual);
  /// Appends an extent with `length` bytes for frames; sum extent_room() over the payloads to get
  /// it. What is written there is trusted through an anchor or a splice only, both written after
  /// its sync.
  [[nodiscard]] HELIOS_DECL extent reserve_extent(std::uint64_t length);
  /// Writes page and value frames into an extent, up to 1 MiB per call to the system, and moves its
  /// `next`. Requires room for them.
  HELIOS_DECL void write_in_extent(extent& where, std::span<frame_to_write> frames);

  /// A file that nobody relies on before it is whole does not wait for the disk: until this is
  /// taken back, syncs count as done. The first one after that makes everything durable.
  void defer_syncs(bool deferred) noexcept { deferred_ = deferred; }
  /// Makes all that was written before the call durable; the durable mark may follow by up to
  /// `mark_lag` bytes of log. A failure poisons: the system may have dropped what it could not
  /// write, and would call the next sync a success.
  HELIOS_DECL void sync();
  /// Tells followers.  Requires end <= synced_end().
  HELIOS_DECL void publish_durable(durable_mark const& mark);
  /// Writes the anchor over the older slot and syncs. sequence, synced_end, epoch_frame, clean are
  /// set here. Requires that replay and checkpoint lie below synced_end().
  HELIOS_DECL void write_anchor(anchor a);
  /// Refuses all further writes, as after a failed one: what the caller did with the file failed.
  void poison() noexcept { become(log_state::poisoned); }
  /// Syncs and writes an anchor: the log ends here.  Requires that nobody else writes.
  HELIOS_DECL void close(anchor a);

 private:
  [[nodiscard]] HELIOS_DECL static std::unique_ptr<log> begin(vfs& world,
                                                              std::unique_ptr<file> handle,
                                                              std::string path,
                                                              file_header const& header,
                                                              log_options const& options);
  HELIOS_DECL void become(log_state to) noexcept;
  HELIOS_DECL void refuse_unless_writing() const;
  HELIOS_DECL void write_or_poison(std::uint64_t offset, byte_view data);
  HELIOS_DECL void make_room(std::uint64_t length, room from);
  HELIOS_DECL std::uint64_t append_laid(std::span<frame_to_write> frames, room from);
  HELIOS_DECL void rewrite_unsynced(std::uint64_t from, std::uint64_t to,
                                    std::span<byte_range const> but);
  HELIOS_DECL void open_epoch(std::uint64_t previous, microseconds clock);
  HELIOS_DECL void sync_file();
  HELIOS_DECL void sync_written(std::uint64_t to);
  HELIOS_DECL void put_anchor(anchor a);

  vfs* world_;
  frame_file file_;
  epoch_history epochs_;
  log_options options_;
  std::atomic<log_state> state_;

  log_position position_;       // written under the caller's log mutex, as are the two below
  std::uint64_t reserved_ = 0;  // the file has room up to here
  bytes batch_;
  bool deferred_ = false;
  /// Whether other than log frames and durable marks were written since the last sync of all: set
  /// behind each such write, taken back before the sync.
  std::atomic<bool> all_waits_ = true;
  std::atomic<std::uint64_t> end_;
  std::atomic<std::uint64_t> synced_end_;

  std::mutex sync_mutex_;  // one sync at a time: a failure is told to one caller only
  durable_mark published_;
  std::uint64_t mark_synced_at_ = 0;  // where the log ended at the last sync of all
  mutable std::mutex anchor_mutex_;   // taken before sync_mutex_
  found_anchor newest_;
  bool anchor_synced_ = true;      // whether newest_ is durable
  std::uint64_t epoch_frame_ = 0;  // set by resume, as is the next
  std::uint32_t epoch_ = 0;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/log.ipp>
#include <helios/storage/impl/log_open.ipp>
#endif
