"""What must not happen inside a request. Ids in, service, outcome out."""

from celery import shared_task

from agencies import invitations


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=6)
def send_invitation(invitation_id: int) -> bool:
    """Mail one invitation; a second run finds it sent and does nothing."""
    return invitations.deliver(invitation_id)
