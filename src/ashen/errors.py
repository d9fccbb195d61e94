"""Everything that can go wrong, as one tree.

    AshenError
    ├── MediaError                 a file or picture cannot be used
    │   ├── NotMedia               not a picture or video FFmpeg or Pillow can read
    │   ├── NoVideo                opened, but holds no moving or still picture (audio only)
    │   ├── NoUsableFrames         opened, but not one frame could be decoded
    │   ├── DecoderCrashed         decoding took its process down
    │   ├── DecoderStalled         decoding came to a stand
    │   ├── FileChanged            written to while it was read
    │   ├── DamagedReplacement     a whole video was replaced by a damaged part of one
    │   ├── SigningFault           a fault in Ashen that a file brought out
    │   ├── PictureTooLarge        more pixels than the decode limit allows
    │   ├── VideoTooLong           more seconds or frames than a question may have
    │   └── WrongKind              a picture where a video is asked for, or the other way round
    ├── SignatureError
    │   ├── UnknownRecipe          no recipe of that name and number
    │   ├── RecipeMismatch         signatures of different recipes never compare
    │   ├── ArchiveDamaged         a signature archive is not whole, or is none
    │   └── SignatureDamaged       stored bytes fail their magic, version or checksum
    ├── CatalogError
    │   ├── LibraryMissing         there is no library at that path
    │   ├── LibraryTooNew          made by a newer Ashen than this one
    │   ├── LibraryDamaged         the file there is not a library, or no longer readable
    │   ├── LibraryBusy            another process is writing
    │   └── VideoMissing           no such video in the library
    ├── SearchIndexError
    │   └── IndexDamaged           a search cache cannot be read; it is rebuilt from the catalogue
    ├── ServiceError               the server does not do what it was asked to
    │   ├── RequestWrong           the request does not say what to do, or not in a way that is understood
    │   ├── BodyTooLarge           more bytes than the address takes
    │   ├── QueueFull              too many searches wait already
    │   ├── SearchTookTooLong      it was stopped when its time was up
    │   ├── SearchCancelled        it was cancelled
    │   ├── RemoteError            another process says so; it carries that error's code
    │   ├── KeyRefused             no such key, or it may not do that
    │   ├── QuotaSpent             no searches are left in this period
    │   ├── TooManyAtOnce          more searches at a time than the key may have
    │   ├── UrlRefused             an address that may not be fetched
    │   ├── FetchFailed            nothing usable came from an address
    │   ├── LinkRefused            a link to a preview that the server did not make
    │   ├── LinkExpired            a link whose time is over
    │   ├── PreviewMissing         the file of a video is out of reach
    │   ├── ServerUnreachable      a client got no answer
    │   ├── JobMissing             there is no such job
    │   └── JobUnfinished          the job has no answer yet
    ├── WorkersFailed              processes that sign or search do not start
    ├── VerdictMissing             nothing was said under that number
    ├── TitlesDamaged              not a file of titles
    └── RenamesDamaged             not a list of renames that can be undone

"Not found" is an answer, not an error: a search that finds nothing returns nothing.
Every error has a stable `code`, survives pickling (so it crosses a process pool) and says what to do next.
"""

from __future__ import annotations


class AshenError(Exception):
    """Base of all errors Ashen raises on purpose.

    Attributes:
        code: stable and machine-readable; stored in the catalogue and given in JSON.
    """

    code = "ashen"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MediaError(AshenError):
    """A file or picture cannot be used."""

    code = "media"


class NotMedia(MediaError):
    """Not a picture or video that can be read."""

    code = "not_media"


class NoVideo(MediaError):
    """The media opened, but holds no picture, still or moving."""

    code = "no_video"


class NoUsableFrames(MediaError):
    """The media opened, but not one frame could be decoded."""

    code = "no_usable_frames"


class DecoderCrashed(MediaError):
    """Decoding the file took its process down."""

    code = "decoder_crashed"


class DecoderStalled(MediaError):
    """Decoding the file went on without an end, or reading it did."""

    code = "decoder_stalled"


class FileChanged(MediaError):
    """The file was written to while it was read."""

    code = "file_changed"


class DamagedReplacement(MediaError):
    """The file held a whole video and now holds a damaged, shorter one; what was signed before is kept."""

    code = "damaged_replacement"


class SigningFault(MediaError):
    """Signing the file met a fault in Ashen itself."""

    code = "signing_fault"


class PictureTooLarge(MediaError):
    """A picture has more pixels than the decode limit allows."""

    code = "picture_too_large"


class VideoTooLong(MediaError):
    """A video has more seconds or frames than a question may have."""

    code = "video_too_long"


class WrongKind(MediaError):
    """A picture where a video is asked for, or the other way round."""

    code = "wrong_kind"


class SignatureError(AshenError):
    """Base of errors about signatures and recipes."""

    code = "signature"


class UnknownRecipe(SignatureError):
    """No recipe has that name and number."""

    code = "unknown_recipe"


class RecipeMismatch(SignatureError):
    """Signatures of different recipes were about to be compared."""

    code = "recipe_mismatch"


class SignatureDamaged(SignatureError):
    """Stored signature bytes fail their magic, version, recipe or checksum."""

    code = "signature_damaged"


class ArchiveDamaged(SignatureError):
    """A signature archive is not whole, was changed, or is none."""

    code = "archive_damaged"


class CatalogError(AshenError):
    """Base of errors about the catalogue."""

    code = "catalog"


class LibraryMissing(CatalogError):
    """There is no library at that path."""

    code = "library_missing"


class LibraryTooNew(CatalogError):
    """The library was made by a newer Ashen."""

    code = "library_too_new"


class LibraryDamaged(CatalogError):
    """The file is not a library's catalogue, or can no longer be read."""

    code = "library_damaged"


class LibraryBusy(CatalogError):
    """Another process holds the right to write."""

    code = "library_busy"


class VideoMissing(CatalogError):
    """The library holds no such video."""

    code = "video_missing"


class SearchIndexError(AshenError):
    """Base of errors about search indices."""

    code = "index"


class IndexDamaged(SearchIndexError):
    """A search cache cannot be read; it is rebuilt from the catalogue."""

    code = "index_damaged"


class ServiceError(AshenError):
    """Base of what a server answers when it does not do what it was asked to."""

    code = "service"


class RequestWrong(ServiceError):
    """A request does not say what to do, or not in a way that is understood."""

    code = "request_wrong"


class BodyTooLarge(ServiceError):
    """A request's body has more bytes than its address takes."""

    code = "body_too_large"


class QueueFull(ServiceError):
    """Too many searches wait already."""

    code = "queue_full"


class SearchTookTooLong(ServiceError):
    """A search was stopped when its time was up."""

    code = "search_took_too_long"


class SearchCancelled(ServiceError):
    """A search was cancelled."""

    code = "search_cancelled"


class RemoteError(ServiceError):
    """Another process says what went wrong; `code` is that error's."""

    code = "remote"

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[RemoteError], tuple[str, str]]:
        return RemoteError, (self.message, self.code)


class KeyRefused(ServiceError):
    """There is no such key, or it may not do that."""

    code = "key_refused"


class QuotaSpent(ServiceError):
    """No searches are left in this period."""

    code = "quota_spent"


class TooManyAtOnce(ServiceError):
    """More searches at a time than a key may have."""

    code = "too_many_at_once"


class UrlRefused(ServiceError):
    """An address may not be fetched."""

    code = "url_refused"


class FetchFailed(ServiceError):
    """Nothing usable came from an address."""

    code = "fetch_failed"


class LinkRefused(ServiceError):
    """A link to a preview was not made by the server."""

    code = "link_refused"


class LinkExpired(ServiceError):
    """The time of a link to a preview is over."""

    code = "link_expired"


class PreviewMissing(ServiceError):
    """The file of a video is out of reach, so there is nothing to show."""

    code = "preview_missing"


class ServerUnreachable(ServiceError):
    """A client got no answer from its server."""

    code = "server_unreachable"


class JobMissing(ServiceError):
    """There is no such job."""

    code = "job_missing"


class JobUnfinished(ServiceError):
    """The job has no answer yet."""

    code = "job_unfinished"


class WorkersFailed(AshenError):
    """Processes that sign or search do not start."""

    code = "workers_failed"


class VerdictMissing(AshenError):
    """There is no verdict of that number."""

    code = "verdict_missing"


class TitlesDamaged(AshenError):
    """A file is not one of titles."""

    code = "titles_damaged"


class RenamesDamaged(AshenError):
    """A file is not a list of renames that can be undone."""

    code = "renames_damaged"
